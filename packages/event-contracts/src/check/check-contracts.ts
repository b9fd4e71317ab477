import { compareFiles, type FileRefusal, withExceptions } from '../compatibility/index.ts'
import { type Divergence, divergencesIn } from '../portability/index.ts'
import { chooseBase } from './base.ts'
import { ContractsError } from './contracts-error.ts'
import { exceptionsNow, filesAt, filesIn, filesNow } from './files.ts'
import { publishedStates } from './history.ts'
import type { Places } from './places.ts'

export interface ContractsReport {
  /** The commit or folder that was compared with, or `publication`: every state since then. */
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

export interface Asked {
  /** A revision of git. */
  readonly base?: string
  /** A folder that has the same folders in it, in place of a revision: what was published elsewhere, for example. */
  readonly against?: string
  /** Whether constructs that validators of other languages read differently are refused too. */
  readonly portable?: boolean
}

/**
 * Compares the schemas and golden events of a working tree with what was promised before, and looks, if asked, for what
 * validators of other languages read otherwise. `says` is what they
 * were compared with, in words. Throws what `chooseBase` and `contractFiles` throw.
 */
export async function checkContracts(
  places: Places,
  { base: asked, against, portable = false }: Asked = {},
): Promise<{ readonly report: ContractsReport; readonly says: string }> {
  const { base, says, before } =
    against === undefined ? await fromHistory(places, asked) : await fromFolder(places, against)
  const [now, exceptions] = await Promise.all([filesNow(places), exceptionsNow(places)])
  const known = new Set(before.flatMap(({ schemas }) => [...schemas.keys()]))
  const referred = new Set(before.flatMap(({ others }) => [...(others?.keys() ?? [])]))
  const judged = before.map(files => withExceptions(files, exceptions))
  const refusals = distinct(judged.flatMap(({ files }) => compareFiles(files, now)))
  const excepted = [...new Set(judged.flatMap(({ places }) => places))]
  const divergences = [...(portable ? now.schemas : [])].flatMap(([file, schema]) =>
    divergencesIn(schema).map(divergence => ({ file, ...divergence })),
  )
  const report = {
    base,
    compared: known.size,
    added: [...now.schemas.keys()].filter(path => !known.has(path) && !referred.has(path)).length,
    compatible: refusals.length + divergences.length === 0,
    refusals,
    ...(divergences.length > 0 && { divergences }),
    ...(excepted.length > 0 && { excepted }),
  }
  return { report, says }
}

async function fromHistory(places: Places, asked?: string) {
  const { commit, says } = await chooseBase(places, asked)
  const before = commit === undefined ? await publishedStates(places) : [await filesAt(places, commit)]
  return { base: commit ?? 'publication', says, before }
}

async function fromFolder(places: Places, folder: string) {
  const before = [await filesIn({ ...places, root: folder }, `in ${folder}`)]
  if (before[0]?.schemas.size === 0) {
    throw new ContractsError('SCHEMAS_NONE', `${folder} has no schemas in ${places.schemas}/ to compare with`)
  }
  return { base: folder, says: folder, before }
}

/** Several states of a file can be hurt by the same change. */
const distinct = (refusals: readonly FileRefusal[]): FileRefusal[] => [
  ...new Map(refusals.map(refusal => [JSON.stringify(refusal), refusal])).values(),
]
