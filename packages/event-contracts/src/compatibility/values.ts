import { asSet, canonical, isArray, type Json, shown } from './json.ts'
import { typesOf } from './meaning.ts'
import { type Breaks, type Finding, fromTo, leaveIt } from './refusal.ts'

/** Judges one keyword of a schema by its values before and after; undefined: it means the same. */
type Rule = (keyword: string, before: Json | undefined, after: Json | undefined) => Finding | undefined

/** Keywords whose value says it all, and how each is judged. */
export const valueRules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['type', compareType],
  ['enum', compareEnum],
  ['const', narrowing],
  ['format', narrowing],
  ['pattern', narrowing],
  ['multipleOf', narrowing],
  ['uniqueItems', compareUniqueItems],
  ['default', compareDefault],
  ['minimum', lowerBound(undefined)],
  ['exclusiveMinimum', lowerBound(undefined)],
  ['minLength', lowerBound(0)],
  ['minItems', lowerBound(0)],
  ['minProperties', lowerBound(0)],
  ['maximum', upperBound],
  ['exclusiveMaximum', upperBound],
  ['maxLength', upperBound],
  ['maxItems', upperBound],
  ['maxProperties', upperBound],
])

/** A keyword without which more is allowed: adding it hurts old events, removing it old consumers. */
export function narrowing(
  keyword: string,
  before: Json | undefined,
  after: Json | undefined,
): Finding | undefined {
  if (before !== undefined && after !== undefined && canonical(before) === canonical(after)) return undefined
  return {
    change: fromTo(keyword, before, after),
    breaks: brokenBy(before === undefined, after === undefined),
    instead: leaveIt,
  }
}

function brokenBy(narrower: boolean, wider: boolean): Breaks {
  if (narrower === wider) return 'both'
  return narrower ? 'old events' : 'old consumers'
}

function compareType(keyword: string, before: Json | undefined, after: Json | undefined) {
  if (before === undefined || after === undefined) return narrowing(keyword, before, after)
  const [old, now] = [typesOf(before), typesOf(after)]
  const allows = (types: readonly Json[], type: Json) =>
    types.includes(type) || (type === 'integer' && types.includes('number'))
  const narrower = now.every(type => allows(old, type))
  const wider = old.every(type => allows(now, type))
  if (narrower && wider) return undefined
  const how = narrower ? 'type narrowed' : wider ? 'type widened' : 'type changed'
  return { change: fromTo(how, before, after), breaks: brokenBy(narrower, wider), instead: leaveIt }
}

function compareEnum(keyword: string, before: Json | undefined, after: Json | undefined) {
  if (!isArray(before) || !isArray(after)) return narrowing(keyword, before, after)
  const [old, now] = [before, after].map(values => new Set(values.map(canonical)))
  const lost = asSet(before).filter(value => !now?.has(canonical(value)))
  const gained = asSet(after).filter(value => !old?.has(canonical(value)))
  if (lost.length + gained.length === 0) return undefined
  const parts = [lost.length > 0 && `loses ${list(lost)}`, gained.length > 0 && `gains ${list(gained)}`]
  return {
    change: `enum ${parts.filter(Boolean).join(' and ')}`,
    breaks: brokenBy(gained.length === 0, lost.length === 0),
    instead: `${leaveIt}; a set that is to grow is a string with a pattern, not an enum`,
  }
}

const list = (values: readonly Json[]) => values.map(shown).join(', ')

function compareUniqueItems(keyword: string, before: Json | undefined, after: Json | undefined) {
  const whenAsked = (value: Json | undefined) => (value === false ? undefined : value)
  if (whenAsked(before) === undefined && whenAsked(after) === undefined) return undefined
  return narrowing(keyword, whenAsked(before), whenAsked(after))
}

function compareDefault(keyword: string, before: Json | undefined, after: Json | undefined) {
  const finding = narrowing(keyword, before, after)
  return (
    finding && {
      change: `${finding.change}, so an absent value means something else`,
      breaks: 'both' as const,
      instead: leaveIt,
    }
  )
}

/** `trivial` is the bound that says nothing: no length is below 0. */
function lowerBound(trivial: number | undefined): Rule {
  return (keyword, before, after) =>
    compareBound(keyword, before ?? trivial, after ?? trivial, (old, now) => now > old, trivial)
}

function upperBound(keyword: string, before: Json | undefined, after: Json | undefined) {
  return compareBound(keyword, before, after, (old, now) => now < old)
}

function compareBound(
  keyword: string,
  before: Json | undefined,
  after: Json | undefined,
  isTighter: (before: number, after: number) => boolean,
  trivial?: number,
): Finding | undefined {
  if (before === after) return undefined
  const asWritten = (value: Json | undefined) => (value === trivial ? undefined : value)
  const change = (how: string) => fromTo(`${keyword} ${how}`, asWritten(before), asWritten(after))
  const numbers = [before, after].every(value => value === undefined || typeof value === 'number')
  if (!numbers) return { change: change('changed'), breaks: 'both', instead: leaveIt }
  const tighter =
    before === undefined || (after !== undefined && isTighter(before as number, after as number))
  return {
    change: change(tighter ? 'tightened' : 'loosened'),
    breaks: brokenBy(tighter, !tighter),
    instead: leaveIt,
  }
}
