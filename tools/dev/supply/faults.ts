import type { Installed } from './installed.ts'
import type { Locked } from './lockfile.ts'

/**
 * The licences, as SPDX expressions, under which everything that is used can be passed on with the image or in a fork of
 * this repository without opening its source. MPL-2.0 asks it of changes to the package's own files alone.
 */
export const licenses = [
  '(MIT OR CC0-1.0)',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT OR Apache-2.0',
  'MPL-2.0',
  'OFL-1.1',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
]

/** Packages that are deprecated and still used: by name, why nothing else can be. */
export const deprecatedStill: Readonly<Record<string, string>> = {}

export interface Supply {
  readonly locked: readonly Locked[]
  /** By `name@version`. */
  readonly installed: ReadonlyMap<string, Installed>
  /** The names under `onlyBuiltDependencies` and `ignoredBuiltDependencies`. */
  readonly namedScripts: readonly string[]
}

/** A sentence for everything that is wrong with what is installed. Pure. */
export function supplyFaults({ locked, installed, namedScripts }: Supply): string[] {
  const found = locked.map(one => ({ ...one, ...installed.get(idOf(one)) }))
  const fault = (wrong: (one: (typeof found)[number]) => false | string) =>
    found.flatMap(one => {
      const what = wrong(one)
      return what === false ? [] : [`${idOf(one)} ${what}.`]
    })
  const scripts = found.filter(({ runsAtInstall }) => runsAtInstall).map(({ name }) => name)
  const names = new Set(locked.map(({ name }) => name))
  return [
    ...fault(({ elsewhere }) => elsewhere && 'does not come from the registry'),
    ...fault(({ integrity }) => integrity === undefined && 'has no hash in pnpm-lock.yaml'),
    ...fault(
      ({ name, deprecated }) =>
        deprecated !== undefined &&
        !Object.hasOwn(deprecatedStill, name) &&
        `is deprecated: “${deprecated}”. Take another, or say why not in tools/dev/supply/faults.ts`,
    ),
    ...fault(
      one =>
        !installed.has(idOf(one)) && !one.optional && 'is not installed: `pnpm install --frozen-lockfile`',
    ),
    ...fault(
      one =>
        installed.has(idOf(one)) &&
        !licenses.includes(one.license ?? '') &&
        `has the licence ${one.license ?? 'unknown'}, which is not in tools/dev/supply/faults.ts`,
    ),
    ...scripts
      .filter(name => !namedScripts.includes(name))
      .map(name => `${name} runs a script when it is installed, and pnpm-workspace.yaml does not name it.`),
    ...[...namedScripts, ...Object.keys(deprecatedStill)]
      .filter(name => !names.has(name))
      .map(name => `${name} is named, and is no package of pnpm-lock.yaml any more.`),
  ]
}

const idOf = ({ name, version }: Locked) => `${name}@${version}`
