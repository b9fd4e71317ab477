import type { Dice } from './dice.fixture.ts'
import type { Edit } from './edits.fixture.ts'
import type { Schema } from './schemas.fixture.ts'

export interface Site {
  readonly schema: Schema
  /** Reached through properties and items alone, so that an event's part answers to it. */
  readonly isPlain: boolean
}

const maps = ['properties', 'patternProperties', 'dependencies', 'definitions']
const lists = ['allOf', 'anyOf', 'oneOf', 'items']
const single = ['items', 'additionalProperties', 'propertyNames', 'not', 'if', 'then', 'contains']

/** Every schema within a schema that is no boolean, itself first. */
function sitesOf(schema: unknown, isPlain = true): Site[] {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return []
  const inside = Object.entries(schema).flatMap(([keyword, value]): Site[] => {
    const parts = maps.includes(keyword)
      ? Object.values(value as object)
      : lists.includes(keyword) && Array.isArray(value)
        ? value
        : single.includes(keyword)
          ? [value]
          : []
    const stays = isPlain && (keyword === 'properties' || (keyword === 'items' && !Array.isArray(value)))
    return parts.flatMap(part => sitesOf(part, stays))
  })
  return [{ schema: schema as Schema, isPlain }, ...inside]
}

/** Applies the edit at a site that takes it; false when there is none. */
export function applyEdit(edit: Edit, root: Schema, dice: Dice, onlyPlain: boolean): boolean {
  const sites = sitesOf(root).filter(site => site.isPlain || !onlyPlain)
  const start = dice.below(sites.length)
  return sites.some((_, n) => edit((sites[(start + n) % sites.length] as Site).schema, dice))
}
