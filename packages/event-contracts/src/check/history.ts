import type { ContractFiles } from '../compatibility/index.ts'
import { contractFiles, parse, readBlobs } from './files.ts'
import { git } from './git.ts'
import { contractFolders, isGolden, isSchema, type Places, topicOfGolden, topicOfSchema } from './places.ts'

interface Change {
  readonly commit: string
  readonly path: string
  /** Undefined when the commit deleted the file. */
  readonly blob: string | undefined
}

/** A file as one commit left it. */
type State = Change & {
  readonly blob: string
  /** The other schemas at that commit, for one that may refer to them. */
  readonly others: readonly (Change & { readonly blob: string })[]
}

/**
 * Everything that was ever promised: each golden event as it was added, and each schema in every state since the
 * first golden event of its topic was there, whether it changed itself or what it refers to. On a branch's own line of
 * commits: what a merge brought counts as it was merged.
 */
export async function publishedStates(places: Places): Promise<ContractFiles[]> {
  const published = statesOf(await changes(places), places)
  const bytes = await readBlobs(
    places.root,
    published.flatMap(({ blob, others }) => [blob, ...others.map(other => other.blob)]),
  )
  return published.map(({ commit, path, blob, others }) => {
    const where = `at ${commit.slice(0, 7)}`
    const own = bytes.get(blob) as Buffer
    const files = contractFiles(places, new Map([[path, own]]), where)
    if (!own.includes('"$ref"')) return files
    const schemas = others.map(
      other => [other.path, parse(other.path, bytes.get(other.blob) as Buffer, where)] as const,
    )
    return { ...files, others: new Map(schemas) }
  })
}

/** Every change of a contract's file, oldest first. */
async function changes(places: Places): Promise<Change[]> {
  const format = ['--format=%x00commit %H', '--raw', '-z', '--no-abbrev', '--no-renames', '--relative']
  const order = ['--first-parent', '-m', '--reverse']
  const log = await git(places.root, ['log', ...order, ...format, 'HEAD', '--', ...contractFolders(places)])
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
function statesOf(changes: readonly Change[], places: Places): State[] {
  const latest = new Map<string, Change & { readonly blob: string }>()
  const published = new Set<string>()
  const goldens = new Set<string>()
  const states: State[] = []
  for (const commit of byCommit(changes)) {
    const schemas = commit.filter(({ path }) => isSchema(places, path))
    const added = commit.filter(({ path }) => isGolden(places, path) && !goldens.has(path))
    for (const { path } of added) goldens.add(path)
    for (const change of schemas) {
      if (change.blob === undefined) latest.delete(change.path)
      else latest.set(change.path, { ...change, blob: change.blob })
    }
    const topics = added.map(({ path }) => topicOfGolden(places, path) ?? '')
    const isNew = (topic: string) => topics.includes(topic) && !published.has(topic)
    const changedShared = schemas.some(({ path }) => topicOfSchema(places, path) === undefined)
    const changed = new Set(schemas.map(({ path }) => path))
    const all = [...latest.values()]
    const promised = all.filter(({ path }) => {
      const topic = topicOfSchema(places, path)
      if (topic === undefined) return false
      return isNew(topic) || (published.has(topic) && (changedShared || changed.has(path)))
    })
    for (const topic of topics) published.add(topic)
    const golden = added.flatMap(({ blob, ...change }) => (blob === undefined ? [] : [{ ...change, blob }]))
    states.push(
      ...promised.map(state => ({ ...state, others: all })),
      ...golden.map(state => ({ ...state, others: [] })),
    )
  }
  return states
}

function byCommit(changes: readonly Change[]): Change[][] {
  const commits = new Map<string, Change[]>()
  for (const change of changes) commits.set(change.commit, [...(commits.get(change.commit) ?? []), change])
  return [...commits.values()]
}
