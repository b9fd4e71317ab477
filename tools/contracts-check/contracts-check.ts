import { compareFiles, type FileRefusal } from '@orderflow/event-contracts/compatibility'
import { chooseBase } from './base.ts'
import { filesAt, filesNow } from './files.ts'
import { publishedStates } from './history.ts'

export interface ContractsReport {
  /** The commit that was compared with, or `publication`: every state since then. */
  readonly base: string
  /** How many schemas were there before. */
  readonly compared: number
  /** How many are new. */
  readonly added: number
  readonly compatible: boolean
  readonly refusals: readonly FileRefusal[]
}

/**
 * Compares the schemas and golden events of a working tree with what was promised before. `says` is what they
 * were compared with, in words. Throws what `chooseBase` and `contractFiles` throw.
 */
export async function checkContracts(
  root: string,
  asked?: string,
): Promise<{ readonly report: ContractsReport; readonly says: string }> {
  const { commit, says } = await chooseBase(root, asked)
  const before = commit === undefined ? await publishedStates(root) : [await filesAt(root, commit)]
  const now = await filesNow(root)
  const known = new Set(before.flatMap(({ schemas }) => [...schemas.keys()]))
  const refusals = distinct(before.flatMap(files => compareFiles(files, now)))
  const report = {
    base: commit ?? 'publication',
    compared: known.size,
    added: [...now.schemas.keys()].filter(path => !known.has(path)).length,
    compatible: refusals.length === 0,
    refusals,
  }
  return { report, says }
}

/** Several states of a file can be hurt by the same change. */
const distinct = (refusals: readonly FileRefusal[]): FileRefusal[] => [
  ...new Map(refusals.map(refusal => [JSON.stringify(refusal), refusal])).values(),
]
