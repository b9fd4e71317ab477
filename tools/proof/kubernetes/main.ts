import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { type Manifest, nameOf, overlays, render } from './manifest.ts'
import { broken, mutants } from './mutants.ts'
import { readOthers, rules } from './rules.ts'
import { readSchemas } from './schemas.ts'
import { kustomize, refuseWithout, versions } from './sources.ts'

const args = parseArgs({
  usage: 'node tools/run.mjs kubernetes [--json]',
  about:
    'Renders deploy/k8s, and holds it to the schemas of Kubernetes and of the operators, to the tables of the\nservices and to docker-compose.yml. Then breaks it in many ways, each of which has to be found.',
  options: { ...jsonOption },
})
const { say, result } = createOutput(args)

await runCommand(async () => {
  refuseWithout()
  const program = await kustomize(say)
  const validate = await readSchemas(say)
  const others = await readOthers()
  const faultsOf = (manifests: readonly Manifest[]) => [
    ...manifests.flatMap(manifest => validate(manifest).map(fault => `${nameOf(manifest)}: ${fault}`)),
    ...Object.entries(rules).flatMap(([says, rule]) =>
      rule({ manifests, ...others }).map(fault => `${fault} (${says})`),
    ),
  ]
  for (const version of versions) say(`  ${version}`)

  const rendered = new Map<string, Manifest[]>()
  for (const overlay of overlays) rendered.set(overlay, await render(program, overlay))
  const faults = [...rendered].flatMap(([overlay, manifests]) =>
    faultsOf(manifests).map(fault => `${overlay}: ${fault}`),
  )
  for (const fault of faults) say(`✗ ${fault}`)
  for (const [overlay, manifests] of rendered) {
    const kinds = new Set(manifests.map(({ kind }) => kind))
    say(
      `${overlay}: ${manifests.length} manifests of ${kinds.size} kinds, ${Object.keys(rules).length} rules`,
    )
  }

  const production = rendered.get('production') ?? []
  const missed = mutants.filter(mutant => faultsOf(broken(production, mutant)).length === 0)
  for (const { name } of missed) say(`✗ not found: ${name}`)
  say(`${mutants.length - missed.length} of ${mutants.length} broken ones found, ${faults.length} faults.`)
  result({
    versions,
    manifests: Object.fromEntries([...rendered].map(([overlay, { length }]) => [overlay, length])),
    rules: Object.keys(rules).length,
    faults,
    mutants: mutants.length,
    missed: missed.map(({ name }) => name),
  })
  return faults.length + missed.length === 0 ? 0 : 1
})
