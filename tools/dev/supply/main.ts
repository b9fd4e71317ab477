import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { parseArgs } from '../lib/args.ts'
import { runCommand } from '../lib/run-command.ts'
import { advisoryFaults } from './advisories.ts'
import { supplyFaults } from './faults.ts'
import { readInstalled } from './installed.ts'
import { readLockfile } from './lockfile.ts'
import { type Bom, bomFaults, makeBom } from './sbom.ts'

const {
  out,
  advisories,
  validate: others,
} = parseArgs({
  usage: 'node tools/run.mjs supply [--out FOLDER] [--advisories] [--validate FILE]…',
  about:
    'Checks what is installed from the registry: hashes, install scripts, licences, deprecations.\nWrites the SBOM (CycloneDX) and holds it to the official schema.',
  options: {
    out: { type: 'string', value: 'FOLDER', default: '.cache/sbom', help: 'where orderflow.cdx.json goes' },
    advisories: {
      type: 'boolean',
      help: 'asks the registry what is known against these packages; one that does not answer is a fault',
    },
    validate: { type: 'strings', value: 'FILE', help: 'another SBOM, made elsewhere, that has to be valid' },
  },
})

const project = new URL('../../../', import.meta.url)
const folder = fileURLToPath(project)

await runCommand(async () => {
  const { onlyBuiltDependencies, ignoredBuiltDependencies } = parse(
    await readFile(new URL('pnpm-workspace.yaml', project), 'utf8'),
  ) as Record<'onlyBuiltDependencies' | 'ignoredBuiltDependencies', readonly string[]>
  const locked = await readLockfile(new URL('pnpm-lock.yaml', project))
  const installed = await readInstalled(project)
  const namedScripts = [...onlyBuiltDependencies, ...ignoredBuiltDependencies]
  const faults = supplyFaults({ locked, installed, namedScripts })
  say(`${locked.length} packages in the lockfile; ${installed.size} installed here.`)

  const bom = await makeBom(folder, installed)
  const text = JSON.stringify(bom, null, 1)
  faults.push(...(await bomFaults(text)))
  if (bom.components?.length !== locked.length)
    faults.push(`The SBOM has ${bom.components?.length} components, the lockfile ${locked.length}.`)
  const file = join(resolve(folder, out), 'orderflow.cdx.json')
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, text)
  tell(file, bom)

  for (const other of others) {
    const content = await readFile(other, 'utf8')
    faults.push(...(await bomFaults(content)).map(fault => `${other}: ${fault}`))
    tell(other, JSON.parse(content) as Bom)
  }
  if (advisories) faults.push(...(await advisoryFaults(folder)))
  else say('Advisories: deprecations in the lockfile only; --advisories asks the registry.')
  for (const fault of faults) process.stderr.write(`✗ ${fault}\n`)
  say(`${faults.length} faults.`)
  return faults.length === 0 ? 0 : 1
})

function tell(name: string, { specVersion, components = [] }: Bom) {
  const licensed = components.filter(({ licenses }) => licenses !== undefined).length
  say(`${name}: CycloneDX ${specVersion}, ${components.length} components, ${licensed} with a licence.`)
}

function say(line: string) {
  process.stdout.write(`${line}\n`)
}
