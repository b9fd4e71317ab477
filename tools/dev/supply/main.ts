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
  usage: 'node tools/run.mjs supply [--out FOLDER] [--advisories] | --validate FILE…',
  about:
    'Checks what is installed from the registry: hashes, install scripts, licences, deprecations.\nWrites the SBOM (CycloneDX) and holds it to the official schema.',
  options: {
    out: { type: 'string', value: 'FOLDER', default: '.cache/sbom', help: 'where orderflow.cdx.json goes' },
    advisories: {
      type: 'boolean',
      help: 'asks the registry what is known against these packages; one that does not answer is a fault',
    },
    validate: {
      type: 'strings',
      value: 'FILE',
      help: 'only looks whether an SBOM that was made elsewhere is valid',
    },
  },
})

const project = new URL('../../../', import.meta.url)
const folder = fileURLToPath(project)

await runCommand(async () => {
  const faults = others.length > 0 ? await faultsOfOthers() : await faultsOfOurs()
  for (const fault of faults) process.stderr.write(`✗ ${fault}\n`)
  say(`${faults.length} faults.`)
  return faults.length === 0 ? 0 : 1
})

async function faultsOfOthers(): Promise<string[]> {
  const faults = others.map(async file => {
    const text = await readFile(file, 'utf8')
    tell(file, JSON.parse(text) as Bom)
    return (await bomFaults(text)).map(fault => `${file}: ${fault}`)
  })
  return (await Promise.all(faults)).flat()
}

async function faultsOfOurs(): Promise<string[]> {
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

  if (advisories) faults.push(...(await advisoryFaults(folder)))
  else say('Advisories: deprecations in the lockfile only; --advisories asks the registry.')
  return faults
}

function tell(name: string, { specVersion, components = [] }: Bom) {
  const licensed = components.filter(({ licenses }) => licenses !== undefined).length
  say(`${name}: CycloneDX ${specVersion}, ${components.length} components, ${licensed} with a licence.`)
}

function say(line: string) {
  process.stdout.write(`${line}\n`)
}
