import { compareFiles, type FileRefusal, withExceptions } from '@orderflow/event-contracts/compatibility'
import { type Divergence, divergencesIn } from '@orderflow/event-contracts/portability'
import { chooseBase } from './base.ts'
import { exceptionsNow, filesAt, filesNow } from './files.ts'
import { publishedStates } from './history.ts'

export interface ContractsReport {
  /** The commit that was compared with, or `publication`: every state since then. */
  readonly base: string
  /** How many schemas were there before. */
  readonly compared: number
  /** How many are new. */
  readonly added: number
  readonly compatible: boolean
  /** Where a schema is tighter than it was, as an exception on record lets it be. */
  readonly excepted?: readonly string[]
  readonly refusals: readonly FileRefusal[]
  /** Constructs about which validators of different languages differ. */
  readonly divergences?: readonly (Divergence & { readonly file: string })[]
}

/**
 * Compares the schemas and golden events of a working tree with what was promised before, and looks for what
 * validators of other languages read otherwise. `says` is what they
 * were compared with, in words. Throws what `chooseBase` and `contractFiles` throw.
 */
export async function checkContracts(
  root: string,
  asked?: string,
): Promise<{ readonly report: ContractsReport; readonly says: string }> {
  const { commit, says } = await chooseBase(root, asked)
  const before = commit === undefined ? await publishedStates(root) : [await filesAt(root, commit)]
  const [now, exceptions] = await Promise.all([filesNow(root), exceptionsNow(root)])
  const known = new Set(before.flatMap(({ schemas }) => [...schemas.keys()]))
  const judged = before.map(files => withExceptions(files, exceptions))
  const refusals = distinct(judged.flatMap(({ files }) => compareFiles(files, now)))
  const excepted = [...new Set(judged.flatMap(({ places }) => places))]
  const divergences = [...now.schemas].flatMap(([file, schema]) =>
    divergencesIn(schema).map(divergence => ({ file, ...divergence })),
  )
  const report = {
    base: commit ?? 'publication',
    compared: known.size,
    added: [...now.schemas.keys()].filter(path => !known.has(path)).length,
    compatible: refusals.length + divergences.length === 0,
    refusals,
    ...(divergences.length > 0 && { divergences }),
    ...(excepted.length > 0 && { excepted }),
  }
  return { report, says }
}

/** Several states of a file can be hurt by the same change. */
const distinct = (refusals: readonly FileRefusal[]): FileRefusal[] => [
  ...new Map(refusals.map(refusal => [JSON.stringify(refusal), refusal])).values(),
]
