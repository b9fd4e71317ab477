/**
 * What it costs to validate an `order.created` event, in every version that there is, beside what it costs to
 * parse its text: medians of interleaved rounds, in nanoseconds per event.
 *
 *   node tools/proof/bench/microbenchmarks/validation.ts [--rounds 21] [--json]
 */
import { parseArgs } from 'node:util'
import { formats, type Validator } from '@orderflow/event-contracts/runtime'
import { type Contract, contracts } from '@orderflow/events'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { versions as generated } from '../../../../packages/events/src/generated/versions.ts'

const poolSize = 300
const passesPerRound = 100

/** Handles every event of a pool once; returns a number that depends on each, so that no work can be left out. */
type Pass = () => number

/** Events like the schema's example, no two alike, with one, two or three items. */
function eventsLike(contract: Contract): unknown[] {
  const [example] = (contract.schema as { examples: readonly unknown[] }).examples
  const events = Array.from({ length: poolSize }, (_, n) => JSON.parse(JSON.stringify(example, varied(n))))
  const error = events.map(event => contract.validationError(event)).find(Boolean)
  if (error)
    throw new Error(`SPEED_EVENT_INVALID: ${contract.topic} does not take an event of the pool: ${error}`)
  return events
}

/** A replacer for `JSON.stringify`: same kinds and lengths, other values. */
function varied(n: number) {
  return (_name: string, value: unknown) => {
    if (Array.isArray(value)) return Array.from({ length: 1 + (n % 3) }, (_, i) => value[i % value.length])
    if (typeof value === 'number') return value + (n % 4)
    if (typeof value !== 'string') return value
    if (formats['date-time'](value)) return new Date(Date.parse(value) + n * 86_400_123).toISOString()
    return value.replace(/\d{1,3}$/, digits => String(n).padStart(digits.length, '0').slice(-digits.length))
  }
}

/** ajv as it compiles at run time, with this package's date-time or with the one of ajv-formats. */
function compiled(schema: object, dateTime: 'own' | 'ajv-formats'): Validator {
  const ajv = new Ajv({ strict: true })
  if (dateTime === 'own') ajv.addFormat('date-time', formats['date-time'])
  else addFormats.default(ajv, { mode: 'full', formats: ['date-time'] })
  return ajv.compile(schema) as Validator
}

function passesOf(contract: Contract) {
  const events = eventsLike(contract)
  const texts = events.map(event => JSON.stringify(event))
  const validating = (isValid: (event: unknown) => boolean) => () => {
    let valid = 0
    for (const event of events) if (isValid(event)) valid++
    return valid
  }
  return {
    standalone: validating(generated[contract.topic as keyof typeof generated].quick),
    validationError: validating(event => contract.validationError(event) === undefined),
    ajv: validating(compiled(contract.schema, 'own')),
    ajvFormats: validating(compiled(contract.schema, 'ajv-formats')),
    parse: () => {
      let parsed = 0
      for (const text of texts) if (JSON.parse(text).orderId !== '') parsed++
      return parsed
    },
  } satisfies Record<string, Pass>
}

type Name = keyof ReturnType<typeof passesOf>
const names: Readonly<Record<Name, string>> = {
  standalone: 'standalone validator',
  validationError: 'the same through validationError',
  ajv: 'ajv compiled at run time, same date-time',
  ajvFormats: 'ajv compiled at run time, ajv-formats',
  parse: 'JSON.parse of the text',
}

function nanosecondsPerEvent(pass: Pass): number {
  const started = process.hrtime.bigint()
  let handled = 0
  for (let n = 0; n < passesPerRound; n++) handled += pass()
  const nanoseconds = Number(process.hrtime.bigint() - started)
  if (handled !== passesPerRound * poolSize) throw new Error('SPEED_EVENT_INVALID: an event was refused')
  return nanoseconds / handled
}

/** Every round times each pass once and starts with another one; the first rounds, which warm up, do not count. */
function measure(contract: Contract, rounds: number): Record<Name, number[]> {
  const passes = Object.entries<Pass>(passesOf(contract)) as [Name, Pass][]
  const times: Record<Name, number[]> = {
    standalone: [],
    validationError: [],
    ajv: [],
    ajvFormats: [],
    parse: [],
  }
  const warmUps = 5
  for (let round = 0; round < warmUps + rounds; round++) {
    for (let n = 0; n < passes.length; n++) {
      const [name, pass] = passes[(n + round) % passes.length] as [Name, Pass]
      const time = nanosecondsPerEvent(pass)
      if (round >= warmUps) times[name].push(time)
    }
  }
  return times
}

interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (index: number) => Number(sorted[index]?.toFixed(3))
  return { median: at(Math.floor(sorted.length / 2)), min: at(0), max: at(sorted.length - 1) }
}

/** Of each round its own ratio: what slows the machine down slows both down. */
function ratio(times: Record<Name, number[]>, over: Name, under: Name): Spread {
  return spread(times[over].map((time, round) => time / (times[under][round] ?? Number.NaN)))
}

function report(contract: Contract, rounds: number) {
  const times = measure(contract, rounds)
  const show = (label: string, { median, min, max }: Spread, digits: number) =>
    console.log(`  ${label.padEnd(42)}${[median, min, max].map(n => n.toFixed(digits).padStart(9)).join('')}`)
  const perEvent = Object.fromEntries(Object.entries(times).map(([name, all]) => [name, spread(all)]))
  const ratios = {
    standaloneToParse: ratio(times, 'standalone', 'parse'),
    standaloneToAjv: ratio(times, 'standalone', 'ajv'),
    standaloneToAjvFormats: ratio(times, 'standalone', 'ajvFormats'),
  }
  console.log(`${contract.topic}, ${rounds} rounds${' '.repeat(17)}median      min      max`)
  for (const [name, label] of Object.entries(names)) show(`${label}, ns`, perEvent[name] as Spread, 0)
  show('standalone : parse', ratios.standaloneToParse, 3)
  show('standalone : ajv, same date-time', ratios.standaloneToAjv, 3)
  show('standalone : ajv, ajv-formats', ratios.standaloneToAjvFormats, 3)
  return { topic: contract.topic, rounds, nanosecondsPerEvent: perEvent, ratios }
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '21' }, json: { type: 'boolean', default: false } },
})
const versions: readonly Contract[] = [contracts.OrderCreated, ...contracts.OrderCreated.older]
const reports = versions.map(contract => report(contract, Number(values.rounds)))
if (values.json) console.log(JSON.stringify(reports))
