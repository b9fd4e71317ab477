import type { Schema } from '../../../dev/generate/conformance/properties.ts'
import type { Dice } from '../../conformance/fuzz/dice.ts'
import { leaf, type Tree } from '../../conformance/fuzz/tree.ts'
import { valid } from '../../conformance/fuzz/valid.ts'
import type { ApiSchema } from './operations.ts'

/** What the system knows, so that requests get further than a 404. */
const known: Readonly<Record<string, (dice: Dice) => string>> = {
  productId: dice => `prod-${dice.int(1, 100)}`,
  customerId: dice => dice.pick(['fuzz', 'fuzz', 'declined-fuzz', 'undeliverable-fuzz']),
  orderId: () => '{order}',
  service: dice => dice.pick(['order', 'inventory']),
}

/** A value that a schema takes, mostly. */
export function sampleOf(schema: ApiSchema, dice: Dice, name = ''): Tree {
  const one = known[name]
  if (one !== undefined && !dice.once(5)) return leaf(JSON.stringify(one(dice)))
  if (schema.anyOf !== undefined) return sampleOf(dice.pick(schema.anyOf as [ApiSchema]), dice, name)
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
  if (values !== undefined) return leaf(JSON.stringify(dice.pick(values as [unknown])))
  if (schema.default !== undefined && dice.once(2)) return leaf(JSON.stringify(schema.default))
  switch (schema.type) {
    case 'object': {
      const { properties = {}, required = [] } = schema
      const names = Object.keys(properties).filter(each => required.includes(each) || dice.once(2))
      const members = names.map(
        each => [JSON.stringify(each), sampleOf(properties[each] ?? {}, dice, each)] as const,
      )
      return { kind: 'branch', members, schema: schema as Schema }
    }
    case 'array': {
      const items = Array.from({ length: dice.int(1, 3) }, () => sampleOf(schema.items ?? {}, dice))
      return { kind: 'list', items, schema: schema as Schema }
    }
    case 'boolean':
      return leaf(dice.pick(['true', 'false']))
    default:
      return valid(schema as Schema, dice)
  }
}
