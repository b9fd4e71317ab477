import { compareLinked } from './compare-schemas.ts'
import { link } from './documents.ts'
import { isObject, type Json, own, shown } from './json.ts'
import { differenceInMeaning, type Roots } from './meaning.ts'
import type { Refusal } from './refusal.ts'

/** Schemas and golden events at one moment; each by its file's path in the repository. */
export interface ContractFiles {
  /** Parsed. Their `$ref`s may lead from one to another. */
  readonly schemas: ReadonlyMap<string, unknown>
  /** As they are, to the byte. */
  readonly golden: ReadonlyMap<string, string>
  /** Schemas that are not compared, but into which `$ref`s may lead. */
  readonly others?: ReadonlyMap<string, unknown>
}

export interface FileRefusal extends Refusal {
  /** The file's path in the repository. */
  readonly file: string
}

/**
 * Every change between two moments that hurts somebody: what `compareSchemas` refuses in schemas that were there
 * before, schemas that are gone, and golden events that are not what they were. New files are welcome. Pure.
 */
export function compareFiles(before: ContractFiles, after: ContractFiles): FileRefusal[] {
  const roots = { before: linkAll(before), after: linkAll(after) }
  const schemas = [...before.schemas.keys()].flatMap((file): FileRefusal[] => {
    if (!after.schemas.has(file)) return [deleted(file, before, after, roots)]
    return compareLinked(file, roots).map(refusal => ({ file, ...refusal }))
  })
  const golden = [...before.golden].flatMap(([file, bytes]): FileRefusal[] => {
    const now = after.golden.get(file)
    return now === bytes ? [] : [goldenRefusal(file, now === undefined ? 'deleted' : 'changed')]
  })
  // What two files refer to is looked at for each of them.
  const distinct = new Map(schemas.map(refusal => [JSON.stringify(refusal), refusal]))
  return [...distinct.values(), ...golden]
}

const linkAll = ({ schemas, others }: ContractFiles) => link(new Map([...(others ?? []), ...schemas]))

function deleted(file: string, before: ContractFiles, after: ContractFiles, roots: Roots): FileRefusal {
  const heir = [...after.schemas.keys()].find(
    other => !before.schemas.has(other) && isSameEvent(file, other, roots),
  )
  const moved = heir === undefined ? '' : `: it is now ${heir}, so the topic changed`
  return {
    file,
    pointer: '',
    change: `schema deleted${moved}, while its events are still on their topic and read`,
    breaks: 'both',
    instead: heir === undefined ? 'put the file back' : 'put the file back; another topic is another file',
  }
}

/** One event under two names: the `$id` is the same, or everything else is. */
function isSameEvent(file: string, other: string, roots: Roots): boolean {
  const [before, after] = [roots.before.schemas.get(file), roots.after.schemas.get(other)] as [Json, Json]
  if (!isObject(before) || !isObject(after)) return false
  if (own(before, '$id') !== undefined && own(before, '$id') === own(after, '$id')) return true
  const { $id: _, ...old } = before
  const { $id: __, ...now } = after
  const sameTitle = shown(own(old, 'title')) === shown(own(now, 'title'))
  return sameTitle && !differenceInMeaning(old, now, roots)
}

const goldenRefusal = (file: string, how: string): FileRefusal => ({
  file,
  pointer: '',
  change: `golden event ${how}, though events like it are still on their topic`,
  breaks: 'old events',
  instead: 'put it back; a golden event never changes: add another file',
})
