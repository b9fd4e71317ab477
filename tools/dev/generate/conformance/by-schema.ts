import { allContracts, type Contract } from '@orderflow/events'
import { goldenEvent } from '@orderflow/events/golden'
import { type Property, propertiesOf, type Schema } from './properties.ts'
import { type Case, exampleOf, pathName, type Vector, vector, without, withText } from './vector.ts'

/** Every event as it was recorded when its version was new. */
export const golden = (): Vector[] =>
  allContracts.map(({ topic }) => vector(topic, topic, goldenEvent(topic).value))

/** Each bound of each property from both sides. */
export const bounds = (): Vector[] =>
  forEveryProperty((schema, example) => [...lengths(schema), ...range(schema), ...sizes(schema, example)])

/** Each property as a value of each other type, as null, and not there. */
export const types = (): Vector[] => [
  ...allContracts.flatMap(({ topic }) => wrongTypes('object').map(one => of(topic, 'the whole value', one))),
  ...forEveryProperty(({ type = 'object' }) => wrongTypes(type)),
  ...allContracts.flatMap(contract =>
    propertiesOf(contract).map(property =>
      vector(
        `${contract.topic}: ${pathName(property.path)} is not there`,
        contract.topic,
        without(exampleOf(contract), property.path),
        property.required ? 'it is required' : undefined,
      ),
    ),
  ),
]

const of = (topic: string, what: string, [name, text, reason]: Case): Vector =>
  vector(`${topic}: ${what}: ${name}`, topic, text, reason)

/** The cases of each property, each in the place of the property in its event's example. */
export function forEveryProperty(cases: (schema: Schema, example: unknown) => readonly Case[]): Vector[] {
  return allContracts.flatMap(contract =>
    propertiesOf(contract).flatMap(property =>
      cases(property.schema, partAt(contract, property)).map(([name, text, reason]) =>
        of(contract.topic, pathName(property.path), [
          name,
          withText(exampleOf(contract), property.path, text),
          reason,
        ]),
      ),
    ),
  )
}

function partAt(contract: Contract, { path }: Property): unknown {
  return path.reduce<unknown>(
    (part, step) => (part as Record<string | number, unknown>)?.[step],
    exampleOf(contract),
  )
}

/** Texts at the bounds, in letters of one and of two UTF-16 units: a length counts code points. */
function lengths({ type, format, pattern = '', minLength, maxLength }: Schema): Case[] {
  if (type !== 'string' || format !== undefined) return []
  const isCode = pattern.startsWith('^[A-Z]')
  const exact = Number(/\{(\d+)\}\$$/.exec(pattern)?.[1] ?? Number.NaN)
  const least = Number.isNaN(exact) ? (minLength ?? (isCode ? 1 : 0)) : exact
  const letters = isCode ? ['A'] : ['a', '\u{e9}', '\u{1f600}']
  return letters.flatMap((letter): Case[] => {
    const text = (count: number) => JSON.stringify(letter.repeat(count))
    const named = (count: number) => `${count} times ${letter}`
    return [
      ...(least > 0 ? [[named(least - 1), text(least - 1), 'it is too short'] as const] : []),
      [named(least), text(least)],
      ...(maxLength !== undefined && maxLength > least ? [[named(maxLength), text(maxLength)] as const] : []),
      ...(maxLength !== undefined
        ? [[named(maxLength + 1), text(maxLength + 1), 'it is too long'] as const]
        : []),
    ]
  })
}

function range({ type, minimum, maximum }: Schema): Case[] {
  if (type !== 'integer') return []
  const at = (bound: number | undefined, away: -1 | 1, reason: string): Case[] =>
    bound === undefined
      ? []
      : [
          [String(bound), String(bound)],
          [String(BigInt(bound) + BigInt(away)), String(BigInt(bound) + BigInt(away)), reason],
        ]
  return [...at(minimum, -1, 'it is too small'), ...at(maximum, 1, 'it is too large')]
}

function sizes({ type, maxItems }: Schema, example: unknown): Case[] {
  if (type !== 'array') return []
  const [first] = example as readonly object[]
  const items = (count: number) => JSON.stringify(Array(count).fill({ ...first, productId: 'p' }))
  const most: Case[] =
    maxItems === undefined
      ? []
      : [
          [`${maxItems} items`, items(maxItems)],
          [`${maxItems + 1} items`, items(maxItems + 1), 'there are too many'],
        ]
  return [['no items', '[]'], ['one item', items(1)], ...most]
}

const ofType = {
  object: ['an object', '{}'],
  array: ['an array', '[]'],
  string: ['a text', '"1"'],
  integer: ['a number', '1'],
} as const

function wrongTypes(type: keyof typeof ofType): Case[] {
  const others = Object.entries(ofType).filter(([name]) => name !== type)
  const all = [
    ...others.map(([, one]) => one),
    ['null', 'null'],
    ['true', 'true'],
    ['false', 'false'],
  ] as const
  return [
    ...all.map(([name, text]): Case => [name, text, `it has to be ${ofType[type][0]}`]),
    ...(type === 'integer' ? [['a fraction', '1.5', 'it has to be a whole number'] as const] : []),
    ...(type === 'object' || type === 'array'
      ? []
      : [
          [
            `${ofType[type][0]} in an array`,
            `[${ofType[type][1]}]`,
            `it has to be ${ofType[type][0]}`,
          ] as const,
        ]),
  ]
}
