import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import type { Installed } from './installed.ts'

/** What is read of a CycloneDX document. */
export interface Bom {
  readonly specVersion: string
  readonly components?: readonly Component[]
  readonly dependencies?: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[]
}

interface Component {
  readonly name: string
  readonly group?: string
  readonly version?: string
  readonly licenses?: readonly unknown[]
}

const pnpm = fileURLToPath(new URL('bin/pnpm.mjs', import.meta.resolve('pnpm-sbom')))

/** Runs the pnpm that makes the SBOM and asks for advisories; it leaves the choice of a pnpm to `packageManager` alone. */
export const runPnpm = (folder: string, args: readonly string[]) =>
  promisify(execFile)(process.execPath, [pnpm, ...args], {
    cwd: folder,
    env: { ...process.env, pnpm_config_pm_on_fail: 'ignore' },
    maxBuffer: 2 ** 26,
  })

/** The CycloneDX document of all that the lockfile names, with hashes; licences are of what is installed here. */
export async function makeBom(folder: string, installed: ReadonlyMap<string, Installed>): Promise<Bom> {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--lockfile-only']
  const { stdout } = await runPnpm(folder, args)
  const bom = JSON.parse(stdout) as Bom
  const components = bom.components?.map(component => {
    const license = installed.get(idOf(component))?.license
    return license === undefined ? component : { ...component, licenses: licensesOf(license) }
  })
  return { ...bom, ...(components && { components }) }
}

const idOf = ({ group, name, version }: Component) => `${group ? `${group}/` : ''}${name}@${version}`

const licensesOf = (license: string) =>
  license.includes(' ') ? [{ expression: license }] : [{ license: { id: license } }]

/** A sentence for each thing that the official schema, in its strict form, has against a document. */
export async function bomFaults(text: string): Promise<string[]> {
  const { specVersion } = JSON.parse(text) as Partial<Bom>
  const version = Object.values(Spec.Version).find(known => known === specVersion)
  if (version === undefined) return [`${specVersion} is no version of CycloneDX that can be checked.`]
  const fault = await new Validation.JsonStrictValidator(version).validate(text)
  return fault === null ? [] : [`It is no CycloneDX ${specVersion}: ${JSON.stringify(fault)}`]
}
