import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareLinked, compareSchemas } from './compare-schemas.ts'
import { asFiles, type Dialect, spelled } from './dialects.fixture.ts'
import { createDice, type Dice } from './dice.fixture.ts'
import { link } from './documents.ts'
import { allEdits, type Edit, harmlessEdits, simpleEdits } from './edits.fixture.ts'
import { instanceOf } from './instances.fixture.ts'
import { eventSchemas, formats, type Schema } from './schemas.fixture.ts'
import { applyEdit } from './sites.fixture.ts'

/** `ORDERFLOW_TEST_SEED=7 npm test -- soundness` looks elsewhere, `ORDERFLOW_TEST_SCHEMAS=1200` at as many as CI. */
const seed = Number(process.env.ORDERFLOW_TEST_SEED ?? 20260115)
const schemasTried = Number(process.env.ORDERFLOW_TEST_SCHEMAS ?? 300)
const editsPerSchema = 11
const instancesPerSide = 8
const witnessesSought = schemasTried / 3

const kinds = Object.keys(allEdits)
const harmless = [...Object.keys(harmlessEdits), 'optionalAdded', 'optionalAdded']

/** One to three edits in a row, each with the seed of its choices; more of the harmless kinds than there are. */
const edit = (of: readonly string[]): fc.Arbitrary<[kind: string, salt: number]> =>
  fc.tuple(fc.constantFrom(...of), fc.nat())
const editRows = fc.oneof(
  { arbitrary: fc.array(edit(kinds), { minLength: 1, maxLength: 3 }), weight: 3 },
  { arbitrary: fc.array(edit(harmless), { minLength: 1, maxLength: 3 }), weight: 1 },
)

const knownFormats = Object.fromEntries(formats.map(name => [name, ajvFormats.default.get(name as 'date')]))

/** Each with an ajv of its own: one that has compiled thousands of schemas is slow. */
function compile(schema: Schema, dialect: Dialect): ValidateFunction {
  const quick = { validateSchema: false, meta: false, code: { optimize: false } } as const
  const options = { strict: false, formats: knownFormats, ...quick }
  const ajv = dialect === '2020-12' ? new Ajv2020(options) : new Ajv(options)
  return ajv.compile(spelled(schema, dialect))
}

/** How a schema comes to the gate: in one file or in several, in the words of either draft. */
const manners = fc.record({
  dialect: fc.constantFrom<Dialect>('draft-07', '2020-12'),
  isSplit: fc.boolean(),
})
type Manner = typeof manners extends fc.Arbitrary<infer M> ? M : never

function isCompatible(before: Schema, after: Schema, { dialect, isSplit }: Manner): boolean {
  const [old, now] = [spelled(before, dialect), spelled(after, dialect)]
  if (!isSplit) return compareSchemas(old, now).length === 0
  return compareLinked('event.json', { before: link(asFiles(old)), after: link(asFiles(now)) }).length === 0
}

/** Events that follow the schema, with declared properties only. */
function validInstances(schema: Schema, validate: ValidateFunction, dice: Dice, tries: number): unknown[] {
  return Array.from({ length: tries }, () => instanceOf(schema, schema, dice)).filter(instance =>
    validate(instance),
  )
}

test('what the gate lets through, old and new consumers take', () => {
  const counts = {
    cases: 0,
    letThrough: 0,
    'draft-07': 0,
    '2020-12': 0,
    split: 0,
    added: 0,
    refused: 0,
    instances: 0,
    chains: 0,
    sought: 0,
    witnessed: 0,
  }

  const check = (
    before: Schema,
    rows: readonly (readonly (readonly [string, number])[])[],
    manner: Manner,
  ) => {
    const validateBefore = compile(before, manner.dialect)
    for (const row of rows) {
      const { after, steps } = applied(before, row)
      if (steps.length < row.length) continue
      counts.cases++
      const compatible = isCompatible(before, after, manner)
      counts[manner.dialect] += Number(compatible)
      counts.split += Number(compatible && manner.isSplit)
      counts[compatible ? 'letThrough' : 'refused']++
      if (compatible && row.some(([kind]) => kind === 'optionalAdded')) counts.added++
      const dice = createDice(row[0]?.[1] ?? 0)
      if (compatible) bothWays(before, after, validateBefore, dice, manner.dialect)
      else if (row.length === 1 && row[0] && row[0][0] in simpleEdits)
        seekWitness(before, row[0], validateBefore, dice, manner)
      // The relation is transitive: what each step may do, all of them may do together.
      if (row.length > 1 && steps.every(([from, to]) => isCompatible(from, to, manner))) {
        counts.chains++
        expect({ before, after, compatible: isCompatible(before, after, manner) }).toMatchObject({
          compatible: true,
        })
      }
    }
  }

  const bothWays = (
    before: Schema,
    after: Schema,
    validateBefore: ValidateFunction,
    dice: Dice,
    dialect: Dialect,
  ) => {
    const validateAfter = compile(after, dialect)
    const old = validInstances(before, validateBefore, dice, instancesPerSide)
    const now = validInstances(after, validateAfter, dice, instancesPerSide)
    counts.instances += old.length + now.length
    for (const instance of old) {
      if (!validateAfter(instance))
        throw new Error(`new consumers refuse ${text(instance)}: ${text({ before, after })}`)
    }
    for (const instance of now) {
      if (!validateBefore(instance))
        throw new Error(`old consumers refuse ${text(instance)}: ${text({ before, after })}`)
    }
  }

  /** The other direction: a refusal of a simple edit is no false alarm when an event shows what breaks. */
  const seekWitness = (
    before: Schema,
    [kind, salt]: readonly [string, number],
    validateBefore: ValidateFunction,
    dice: Dice,
    manner: Manner,
  ) => {
    if (counts.sought >= witnessesSought) return
    const plain = copyOf(before)
    if (!applyEdit(simpleEdits[kind] as Edit, plain, createDice(salt), true)) return
    if (isCompatible(before, plain, manner)) return
    const validateAfter = compile(plain, manner.dialect)
    const old = validInstances(before, validateBefore, dice, 40)
    const now = validInstances(plain, validateAfter, dice, 40)
    if (old.length === 0 && now.length === 0) return
    counts.sought++
    if (old.some(instance => !validateAfter(instance)) || now.some(instance => !validateBefore(instance))) {
      counts.witnessed++
    }
  }

  const rows = fc.array(editRows, { minLength: editsPerSchema, maxLength: editsPerSchema })
  fc.assert(fc.property(eventSchemas, rows, manners, check), { seed, numRuns: schemasTried })

  console.log(`gate, seed ${seed}: ${text(counts)}`)
  // Of 1,200 schemas 10,000 cases, and so on.
  const share = schemasTried / 1200
  expect(counts.cases).toBeGreaterThanOrEqual(10_000 * share)
  expect(counts.letThrough).toBeGreaterThanOrEqual(2_000 * share)
  expect(counts.refused).toBeGreaterThanOrEqual(2_000 * share)
  expect(counts.instances).toBeGreaterThanOrEqual(20_000 * share)
  for (const how of ['draft-07', '2020-12', 'split'] as const)
    expect(counts[how]).toBeGreaterThanOrEqual(800 * share)
  expect(counts.added).toBeGreaterThanOrEqual(300 * share)
  expect(counts.witnessed / counts.sought).toBeGreaterThanOrEqual(0.7)
}, 400_000)

/** The schema after a row of edits, and each step on the way. */
function applied(before: Schema, row: readonly (readonly [string, number])[]) {
  const steps: [Schema, Schema][] = []
  let after = before
  for (const [kind, salt] of row) {
    const next = copyOf(after)
    if (!applyEdit(allEdits[kind] as Edit, next, createDice(salt), false)) break
    steps.push([after, next])
    after = next
  }
  return { after, steps }
}

const text = (value: unknown) => JSON.stringify(value)
/** Faster than structuredClone for what is this small. */
const copyOf = (schema: Schema): Schema => JSON.parse(JSON.stringify(schema))
