import { ContractsError } from './contracts-error.ts'
import { askGit, assertRepository, git } from './git.ts'
import { contractFolders, type Places } from './places.ts'

/** What the schemas are compared with. */
export interface Base {
  /** A commit; without one, every state since the publication of each schema. */
  readonly commit?: string
  /** How it was chosen, to follow the words "compared with". */
  readonly says: string
}

/**
 * What to compare with: what is asked for; else where this branch left the main one; else the last release;
 * else, as long as there is none, every state since publication.
 *
 * @throws ContractsError `REVISION_UNKNOWN`, `HISTORY_MISSING` in a shallow clone, and those of `assertRepository`
 */
export async function chooseBase(places: Places, asked?: string): Promise<Base> {
  const { root } = places
  await assertRepository(root)
  if (asked !== undefined) return askedFor(root, asked)
  const isShallow = (await git(root, ['rev-parse', '--is-shallow-repository'])).trim() === 'true'
  const base = (await branchPoint(root, isShallow)) ?? (await lastRelease(places))
  if (base) return base
  if (isShallow) throw historyMissing()
  return { says: 'every state since their publication, as there is no release yet' }
}

async function askedFor(root: string, asked: string): Promise<Base> {
  const commit = await commitOf(root, asked)
  if (commit) return { commit, says: `${short(commit)}, as asked for by ${asked}` }
  throw new ContractsError(
    'REVISION_UNKNOWN',
    `git knows no revision '${asked}' here: name a commit, a tag or a branch, or git fetch it first.`,
  )
}

const mainBranches = ['origin/main', 'origin/master', 'main', 'master']

async function branchPoint(root: string, isShallow: boolean): Promise<Base | undefined> {
  for (const branch of mainBranches) {
    const ref = branch.startsWith('origin/') ? `refs/remotes/${branch}` : `refs/heads/${branch}`
    const [tip, head] = await Promise.all([commitOf(root, ref), commitOf(root, 'HEAD')])
    if (tip === undefined) continue
    const commit = await askGit(root, ['merge-base', 'HEAD', ref])
    if (commit === undefined && isShallow) throw historyMissing()
    if (commit === undefined || commit === head) return undefined
    return { commit, says: `${short(commit)}, where this branch left ${branch}` }
  }
  return undefined
}

async function lastRelease(places: Places): Promise<Base | undefined> {
  const { root } = places
  const releaseAt = (revision: string) =>
    askGit(root, ['describe', '--tags', '--abbrev=0', '--match=v[0-9]*', revision])
  const newest = await releaseAt('HEAD')
  if (newest === undefined) return undefined
  const [tagged, head] = await Promise.all([commitOf(root, `refs/tags/${newest}`), commitOf(root, 'HEAD')])
  const isNew =
    (await git(root, [
      'status',
      '--porcelain',
      '--untracked-files=all',
      '--',
      ...contractFolders(places),
    ])) !== ''
  // On the release itself there is nothing to see: then it is the one before it that counts.
  const tag = tagged === head && !isNew ? ((await releaseAt('HEAD^')) ?? newest) : newest
  const commit = await commitOf(root, `refs/tags/${tag}`)
  return commit === undefined ? undefined : { commit, says: `the release ${tag}` }
}

const commitOf = (root: string, revision: string) =>
  askGit(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])

const short = (commit: string) => commit.slice(0, 7)

const historyMissing = () =>
  new ContractsError(
    'HISTORY_MISSING',
    'This shallow clone lacks the history that schemas are compared with: run git fetch --unshallow --tags, or name a revision with --base.',
  )
