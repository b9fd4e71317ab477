import { judgeAdded, mapIn, namesIn } from './added-property.ts'
import { isArray, isObject, type Json, type JsonObject, own, pointerTo, shown } from './json.ts'
import { differenceInMeaning, type Roots, withoutAnnotations } from './meaning.ts'
import { type Finding, fromTo, leaveIt, nextVersion, type Refusal } from './refusal.ts'
import { narrowing } from './values.ts'
import { compareWhole } from './whole.ts'

/** One place of a schema, before and after. */
export interface ObjectPlace {
  readonly before: JsonObject
  readonly after: JsonObject
  readonly pointer: string
  readonly roots: Roots
  readonly judges: readonly Json[]
}

/** Judges what a place says about an object, except for the properties that it has on both sides. */
export function compareObjects(place: ObjectPlace): Refusal[] {
  return [
    ...compareShapes(place),
    ...removedProperties(place),
    ...addedProperties(place),
    ...compareRequired(place),
    ...compareAdditional(place),
  ]
}

/** `properties` that is no object and `required` that is no list cannot be taken apart: they must stay. */
function compareShapes({ before, after, pointer }: ObjectPlace): Refusal[] {
  const wellFormed = { properties: isObject, required: isArray }
  return Object.entries(wellFormed).flatMap(([keyword, isWellFormed]) => {
    const values = [own(before, keyword), own(after, keyword)]
    if (values.every(value => value === undefined || isWellFormed(value))) return []
    const finding = narrowing(keyword, ...(values as [Json, Json]))
    return finding ? [{ ...finding, pointer: pointerTo(pointer, keyword), breaks: 'both' as const }] : []
  })
}

function removedProperties({ before, after, pointer, roots }: ObjectPlace): Refusal[] {
  const [old, now] = [mapIn(before, 'properties'), mapIn(after, 'properties')]
  const added = Object.keys(now).filter(name => !Object.hasOwn(old, name))
  const removed = Object.keys(old).filter(name => !Object.hasOwn(now, name))
  return removed.map(name => {
    const isRequired = namesIn(before, 'required').includes(name)
    const heir = added.find(other => !differenceInMeaning(old[name] as Json, now[other] as Json, roots))
    return {
      pointer: pointerTo(pointer, 'properties', name),
      change: `${isRequired ? 'required' : 'optional'} property removed: ${becomes(old[name] as Json, heir)}`,
      breaks: own(after, 'additionalProperties') === false ? 'both' : 'old consumers',
      instead: `put it back, or ${nextVersion}`,
    }
  })
}

const becomes = (schema: Json, heir: string | undefined) =>
  heir === undefined ? `${shown(withoutAnnotations(schema))} → absent` : `renamed to ${shown(heir)}?`

function addedProperties({ before, after, pointer, roots, judges }: ObjectPlace): Refusal[] {
  const old = mapIn(before, 'properties')
  const added = Object.entries(mapIn(after, 'properties')).filter(([name]) => !Object.hasOwn(old, name))
  return added.flatMap(([name, schema]) => {
    const finding = judgeAdded({ name, schema, object: before, judges, roots })
    return finding ? [{ pointer: pointerTo(pointer, 'properties', name), ...finding }] : []
  })
}

function compareRequired({ before, after, pointer }: ObjectPlace): Refusal[] {
  const [old, now] = [namesIn(before, 'required'), namesIn(after, 'required')]
  const isIn = (schema: JsonObject, name: Json) => Object.hasOwn(mapIn(schema, 'properties'), String(name))
  const at = (name: Json, finding: Finding): Refusal => ({
    pointer: isIn(after, name)
      ? pointerTo(pointer, 'properties', String(name))
      : pointerTo(pointer, 'required'),
    ...finding,
  })
  const gained = [...new Set(now)].filter(name => !old.includes(name))
  // A property that was removed altogether has been refused as such.
  const lost = [...new Set(old)].filter(
    name => !now.includes(name) && isIn(before, name) === isIn(after, name),
  )
  return [
    ...gained.map(name => at(name, becomesRequired(name, isIn(before, name), isIn(after, name)))),
    ...lost.map(name =>
      at(name, {
        change: isIn(after, name) ? 'required → optional' : `required loses ${shown(name)}`,
        breaks: 'old consumers',
        instead: `leave it required, or ${nextVersion}`,
      }),
    ),
  ]
}

function becomesRequired(name: Json, wasDeclared: boolean, isDeclared: boolean): Finding {
  const change = wasDeclared ? 'optional → required' : 'new property that is required'
  return {
    change: isDeclared ? change : `required gains ${shown(name)}`,
    breaks: 'old events',
    instead: `${wasDeclared ? 'leave' : 'make'} it optional, or ${nextVersion}`,
  }
}

function compareAdditional({ before, after, pointer, roots }: ObjectPlace): Refusal[] {
  const [old, now] = [before, after].map(schema => own(schema, 'additionalProperties'))
  const refused = (finding: Finding) => [{ pointer: pointerTo(pointer, 'additionalProperties'), ...finding }]
  if (judgesTheRest('unevaluatedProperties', before, after) && (old === undefined) !== (now === undefined)) {
    return refused({
      change: `${fromTo('additionalProperties', old, now)}: so unevaluatedProperties judges other properties`,
      breaks: 'both',
      instead: leaveIt,
    })
  }
  if (differenceInMeaning(old ?? true, now ?? true, roots) === undefined) return []
  if (now === false) {
    return refused({
      change: `${fromTo('additionalProperties', old, now)}: the object closes, to every later property too`,
      breaks: 'old events',
      instead: `leave it open, or ${nextVersion}`,
    })
  }
  if (old === false) {
    return refused({
      change: `${fromTo('additionalProperties', old, now)}: the object opens, but not for old consumers`,
      breaks: 'old consumers',
      instead: `leave it closed, or ${nextVersion}`,
    })
  }
  const finding = compareWhole('additionalProperties', whenJudging(old), whenJudging(now), roots)
  return finding ? refused(finding) : []
}

/** Whether what other keywords leave unjudged is judged: then one that takes everything is not the same as none. */
export const judgesTheRest = (keyword: string, before: JsonObject, after: JsonObject): boolean =>
  [before, after].some(schema => Object.hasOwn(schema, keyword))

const whenJudging = (value: Json | undefined) => (value === true ? undefined : value)
