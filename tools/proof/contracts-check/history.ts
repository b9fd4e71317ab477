import type { ContractFiles } from '@orderflow/event-contracts/compatibility'
import { contractFiles, contractFolders, isGolden, isSchema, readBlobs } from './files.ts'
import { git } from './git.ts'

interface Change {
  readonly commit: string
  readonly path: string
  /** Undefined when the commit deleted the file. */
  readonly blob: string | undefined
}

/** A file as one commit left it. */
type State = Change & { readonly blob: string }

/**
 * Everything that was ever promised: each golden event as it was added, and each schema in every state since the
 * first golden event of its topic was there. On a branch's own line of commits: what a merge brought counts as
 * it was merged.
 */
export async function publishedStates(root: string): Promise<ContractFiles[]> {
  const published = statesOf(await changes(root))
  const bytes = await readBlobs(
    root,
    published.map(({ blob }) => blob),
  )
  return published.map(({ commit, path, blob }) =>
    contractFiles(new Map([[path, bytes.get(blob) as Buffer]]), `at ${commit.slice(0, 7)}`),
  )
}

/** Every change of a contract's file, oldest first. */
async function changes(root: string): Promise<Change[]> {
  const format = ['--format=%x00commit %H', '--raw', '-z', '--no-abbrev', '--no-renames', '--relative']
  const order = ['--first-parent', '-m', '--reverse']
  const log = await git(root, ['log', ...order, ...format, 'HEAD', '--', ...contractFolders])
  let commit = ''
  let raw: RegExpExecArray | null = null
  return log.split('\0').flatMap(token => {
    const [, named] = /^commit (\w+)$/.exec(token.trim()) ?? []
    if (named) commit = named
    else if (raw) {
      const [, blob = '', status] = raw
      raw = null
      return [{ commit, path: token, blob: status === 'D' ? undefined : blob }]
    } else raw = /^\s*:\d+ \d+ \w+ (\w+) (\w)/.exec(token)
    return []
  })
}

/** Pure: which of the changes, oldest first, left a promise behind. */
function statesOf(changes: readonly Change[]): State[] {
  const latest = new Map<string, State>()
  const published = new Set<string>()
  const goldens = new Set<string>()
  const states: State[] = []
  for (const commit of byCommit(changes)) {
    const schemas = commit.filter(({ path }) => isSchema(path))
    const added = commit.filter(({ path }) => isGolden(path) && !goldens.has(path))
    for (const { path } of added) goldens.add(path)
    for (const change of schemas) {
      if (change.blob === undefined) latest.delete(change.path)
      else latest.set(change.path, { ...change, blob: change.blob })
    }
    const nowPublished = added.map(({ path }) => schemaOfGolden(path)).filter(path => !published.has(path))
    for (const path of nowPublished) published.add(path)
    const changed = schemas.map(({ path }) => path).filter(path => published.has(path))
    const promised = [...new Set([...nowPublished, ...changed])].flatMap(path => latest.get(path) ?? [])
    states.push(...promised, ...added.filter((change): change is State => change.blob !== undefined))
  }
  return states
}

function byCommit(changes: readonly Change[]): Change[][] {
  const commits = new Map<string, Change[]>()
  for (const change of changes) commits.set(change.commit, [...(commits.get(change.commit) ?? []), change])
  return [...commits.values()]
}

/** `golden/order.created.v1.json` and `golden/order.created.v1.<more>.json` are events of schemas/order/created.v1.json. */
function schemaOfGolden(path: string): string {
  const [, domain, event] = /([^/.]+)\.([^/.]+\.v\d+)(?:\.[^/]*)?\.json$/.exec(path) ?? []
  return `schemas/${domain}/${event}.json`
}
