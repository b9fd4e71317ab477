import { readFileSync } from 'node:fs'

/** What stands between a release and the one before it. */
export interface Hindrances {
  /** Why it cannot run beside the release before it, where it cannot. */
  readonly needsStop: string | undefined
  /** Why the release before cannot come back beside it, where it cannot. */
  readonly noWayBack: string | undefined
  /** Why the set-up of the release before is not to be run again when that comes back, where it is not. */
  readonly setUpStays: string | undefined
}

/** A release that CHANGELOG.md names. */
export interface Named extends Hindrances {
  readonly version: string
  /** The day: `2026-11-30`. */
  readonly date: string
  readonly commit: string
}

/** `## [0.3.0] - 2026-11-30, 73d7073` */
const heading = /^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2}), ([0-9a-f]{7,40})$/
const stop = /^Needs a stop: (.+)$/m
const oneWay = /^No way back: (.+)$/m
const stays = /^Set-up stays: (.+)$/m

/**
 * The releases of a changelog, the newest first.
 *
 * @throws Error for a heading of the second level that is neither a release's nor `## [Unreleased]`
 */
export function releasesIn(changelog: string): Named[] {
  const sections = changelog.split(/^(?=## )/m).filter(section => section.startsWith('## '))
  return sections.flatMap(section => {
    const [title = ''] = section.split('\n', 1)
    if (title === '## [Unreleased]') return []
    const [, version, date, commit] = heading.exec(title) ?? []
    if (version === undefined || date === undefined || commit === undefined)
      throw new Error(`CHANGELOG.md has "${title}": write "## [1.2.3] - 2026-01-31, COMMIT".`)
    return [{ version, date, commit, ...hindrancesIn(section) }]
  })
}

/** Of what is to be the next release. */
export const nextIn = (changelog: string): Hindrances =>
  hindrancesIn(changelog.split(/^(?=## )/m).find(section => section.startsWith('## [Unreleased]')) ?? '')

function hindrancesIn(section: string): Hindrances {
  const [needsStop, noWayBack, setUpStays] = [stop, oneWay, stays].map(each => each.exec(section)?.[1])
  return { needsStop, noWayBack, setUpStays }
}

/** The releases that can be rolled one after the other until the next one, the newest first. */
export function rollable(releases: readonly Named[], next: Hindrances): readonly Named[] {
  if (next.needsStop !== undefined) return []
  const last = releases.findIndex(({ needsStop }) => needsStop !== undefined)
  return last < 0 ? releases : releases.slice(0, last + 1)
}

export const changelog = (): string => readFileSync(new URL('../../../CHANGELOG.md', import.meta.url), 'utf8')
