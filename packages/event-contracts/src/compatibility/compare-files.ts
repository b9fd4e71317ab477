import { compareSchemas } from './compare-schemas.ts'
import { isObject, type Json, own, shown } from './json.ts'
import { differenceInMeaning } from './meaning.ts'
import type { Refusal } from './refusal.ts'

/** Schemas and golden events at one moment; each by its file's path in the repository. */
export interface ContractFiles {
  /** Parsed. */
  readonly schemas: ReadonlyMap<string, unknown>
  /** As they are, to the byte. */
  readonly golden: ReadonlyMap<string, string>
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
  const schemas = [...before.schemas].flatMap(([file, schema]): FileRefusal[] => {
    if (!after.schemas.has(file)) return [deleted(file, schema, before, after)]
    return compareSchemas(schema, after.schemas.get(file)).map(refusal => ({ file, ...refusal }))
  })
  const golden = [...before.golden].flatMap(([file, bytes]): FileRefusal[] => {
    const now = after.golden.get(file)
    return now === bytes ? [] : [goldenRefusal(file, now === undefined ? 'deleted' : 'changed')]
  })
  return [...schemas, ...golden]
}

function deleted(file: string, schema: unknown, before: ContractFiles, after: ContractFiles): FileRefusal {
  const [heir] =
    [...after.schemas].find(
      ([other, candidate]) => !before.schemas.has(other) && isSameEvent(schema as Json, candidate as Json),
    ) ?? []
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
function isSameEvent(before: Json, after: Json): boolean {
  if (!isObject(before) || !isObject(after)) return false
  if (own(before, '$id') === own(after, '$id')) return true
  const { $id: _, ...old } = before
  const { $id: __, ...now } = after
  const sameTitle = shown(own(old, 'title')) === shown(own(now, 'title'))
  return sameTitle && !differenceInMeaning(old, now, { before: old, after: now })
}

const goldenRefusal = (file: string, how: string): FileRefusal => ({
  file,
  pointer: '',
  change: `golden event ${how}, though events like it are still on their topic`,
  breaks: 'old events',
  instead: 'put it back; a golden event never changes: add another file',
})
