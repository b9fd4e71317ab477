import { allContracts, type Contract } from '@orderflow/events'
import { compressions } from '@orderflow/messaging/testing/record-sets'
import { services } from '../../../dev/lib/services.ts'
import type { Dice } from '../../conformance/fuzz/dice.ts'
import { event } from '../../conformance/fuzz/events.ts'
import type { FuzzedRecord, KafkaCase } from './case.ts'

/** Those that some service reads. */
const contracts = allContracts.filter(({ topic }) =>
  services.some(({ topics }) => topics.includes(topic)),
) as readonly Contract[] as readonly [Contract, ...Contract[]]
const codecs = Object.keys(compressions) as [string, ...string[]]

type Headers = FuzzedRecord['headers']

/** A batch of one to four records, mostly events that are right or nearly so. */
export function kafkaCase(dice: Dice): KafkaCase {
  const contract = dice.pick(contracts)
  const transaction = dice.once(8) ? dice.pick(['committed', 'aborted'] as const) : undefined
  return {
    topic: contract.topic,
    partition: dice.int(0, 11),
    compression: dice.pick(codecs),
    ...(transaction !== undefined && { transaction }),
    records: Array.from({ length: dice.int(1, 4) }, () => record(contract, dice)),
  }
}

function record(contract: Contract, dice: Dice): FuzzedRecord {
  const text = event(dice, contract).value
  const value = dice.once(2) ? text.replace(/("orderId":)"[^"\\]*"/, '$1"{key}"') : text
  const headers = dice.once(2) ? headersOf(contract) : changed(headersOf(contract), dice)
  const plain = { headers, value: latin1(dice.once(15) ? oddValue(dice) : value) }
  return {
    key: dice.once(10) ? dice.pick([null, '', '\u00ff', '\u0000', latin1('é'), 'k'.repeat(5_000)]) : '{key}',
    ...(dice.once(12) ? structured(plain, dice) : plain),
    ...(dice.once(15) && { timestamp: dice.pick([0, 1, 2 ** 31, 1_600_000_000_000]) }),
  }
}

/** What is right about an order that nobody knows, to lie behind what is not. */
export function soundCase(topic: string, partition: number): KafkaCase {
  const contract = contracts.find(each => each.topic === topic) as Contract
  const [example] = (contract.schema as { readonly examples: readonly object[] }).examples
  const value = latin1(
    JSON.stringify({ ...example, ...('orderId' in (example ?? {}) && { orderId: '{key}' }) }),
  )
  return {
    topic,
    partition,
    compression: 'none',
    records: [{ key: '{key}', value, headers: headersOf(contract) }],
  }
}

const latin1 = <Text extends string | null>(text: Text): Text =>
  (text === null ? null : Buffer.from(text).toString('latin1')) as Text

const headersOf = ({ type, dataSchema }: Contract): Headers => ({
  'content-type': 'application/json; charset=utf-8',
  ce_specversion: '1.0',
  ce_id: '{id}',
  ce_type: type,
  ce_source: '/fuzz',
  ce_time: '2026-01-31T12:00:00.000Z',
  ce_dataschema: dataSchema,
  ce_correlationid: '{id}',
  ce_causationid: '{id}',
  ce_initiator: 'fuzz',
  ce_sequence: '1',
})

const odd = [
  null,
  '',
  '\u00ff\u00fe',
  '\u0000',
  'a\nb',
  'other',
  '1e9',
  '-1',
  '9'.repeat(40),
  'l'.repeat(1_001),
  'l'.repeat(20_000),
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  '9999-12-31T23:59:60Z',
  '{id}',
] as const

const others = [
  'traceparent',
  'tracestate',
  'ce_traceparent',
  'redrive_for',
  'redrive_id',
  'redrive_count',
  'ce_copyof',
  'dlq_topic',
  'dlq_raw_headers',
  'kafka_dlt-original-offset',
  '__proto__',
  'constructor',
  '',
  'n'.repeat(400),
] as const

/** The headers with one to three of them gone, other, doubled, or more. */
function changed(headers: Headers, dice: Dice): Headers {
  let now = Object.entries(headers)
  for (let changes = dice.int(1, 3); changes > 0; changes--) {
    const at = dice.int(0, now.length - 1)
    const [name, value] = now[at] as [string, string]
    switch (dice.int(0, 5)) {
      case 0:
        now = now.toSpliced(at, 1)
        break
      case 1:
        now = now.with(at, [name, dice.pick(odd)])
        break
      case 2:
        now = now.with(at, [name, [value, dice.once(2) ? value : dice.pick(odd)].flat()])
        break
      case 3:
        now.push([dice.pick(others), dice.once(4) ? ['order', dice.pick(odd)] : dice.pick(['order', ...odd])])
        break
      case 4:
        now.push(
          ...Array.from({ length: dice.pick([1, 20, 300]) }, (_, n) => [`x-${n}`, 'a'] as [string, string]),
        )
        break
      default:
        now = now.with(at, [name.toUpperCase(), value])
    }
  }
  return Object.fromEntries(now)
}

const oddValue = (dice: Dice): string | null =>
  dice.pick([
    null,
    '',
    'null',
    '0',
    '"text"',
    '[]',
    '{}',
    '{"orderId":{}}',
    '\u0000',
    '{"orderId":"{key}"}',
    `"${'v'.repeat(dice.int(1, 100_000))}"`,
  ])

/** The same as a CloudEvent in structured mode, or nearly. */
function structured({ headers, value }: Pick<FuzzedRecord, 'headers' | 'value'>, dice: Dice) {
  const attributes = Object.entries(headers).flatMap(([name, text]) =>
    name.startsWith('ce_')
      ? [[name.slice(3), dice.once(15) ? dice.pick<unknown>([1, true, {}, []]) : text] as const]
      : [],
  )
  const envelope = JSON.stringify({ ...Object.fromEntries(attributes), datacontenttype: 'application/json' })
  const data = dice.once(6)
    ? `"data_base64":"${Buffer.from(value ?? '', 'latin1').toString('base64')}"`
    : `"data":${value}`
  const types = ['application/cloudevents+json', 'application/cloudevents+json; charset=utf-8'] as const
  const type = dice.once(8)
    ? dice.pick([
        'application/cloudevents-batch+json',
        'application/cloudevents',
        'application/cloudevents+xml',
        'application/cloudevents+json; charset=latin1',
      ])
    : dice.pick(types)
  return { headers: { 'content-type': type }, value: envelope.replace(/\}$/, `,${data}}`) }
}
