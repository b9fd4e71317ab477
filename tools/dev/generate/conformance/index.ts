import { allContracts, contractOfTopic, dateTimePattern } from '@orderflow/events'
import { bounds, forEveryProperty, golden, types } from './by-schema.ts'
import { unknownNumbers, wholeNumbers } from './numbers.ts'
import { duplicates, names, unknown, whole } from './reading.ts'
import { sequences } from './sequences.ts'
import { codes, currencies, ids, unknownTexts } from './texts.ts'
import { decisiveTimes, times } from './times.ts'
import { type Case, exampleOf, type Path, pathName, type Vector, vector, withText } from './vector.ts'
import { versions } from './versions.ts'

/** Where the vectors are, relative to the repository. */
export const conformanceFolder = 'schemas/conformance/'

/** The files of vectors, path to text: one JSON object a line. */
export function conformanceFiles(): Map<string, string> {
  const files = Object.entries(verdicts()).map(
    ([theme, vectors]) => [`verdicts/${theme}.jsonl`, assertDistinct(theme, vectors)] as const,
  )
  return new Map(
    [...files, ['sequences.jsonl', sequences] as const].map(([name, rows]) => [
      `${conformanceFolder}${name}`,
      rows.map(row => `${escaped(JSON.stringify(row))}\n`).join(''),
    ]),
  )
}

function verdicts(): Record<string, readonly Vector[]> {
  return {
    golden: golden(),
    bounds: bounds(),
    types: types(),
    numbers: [
      ...at('inventory.adjusted.v1', ['available'], wholeNumbers),
      ...at('inventory.adjusted.v1', ['more'], unknownNumbers),
    ],
    times: [
      ...at('order.completed.v1', ['completedAt'], times),
      ...forEveryProperty(({ pattern }) => (pattern === dateTimePattern ? decisiveTimes : [])).filter(
        ({ topic }) => topic !== 'order.completed.v1',
      ),
    ],
    texts: [
      ...at('order.completed.v1', ['orderId'], ids),
      ...at('order.completed.v1', ['more'], unknownTexts),
      ...at('order.rejected.v1', ['reason'], codes),
      ...at('payment.refunded.v1', ['amount', 'currency'], currencies),
    ],
    members: [
      ...allContracts.flatMap(({ topic }) => at(topic, ['more'], unknown)),
      ...at('order.created.v2', ['items', 0, 'more'], unknown),
      ...names.flatMap(name =>
        at('order.completed.v1', [name], [['a name that means something elsewhere', '1']]),
      ),
      ...alone('order.completed.v1', duplicates),
    ],
    reading: alone('order.completed.v1', whole),
    versions: versions(),
  }
}

/** Cases in the place of a part of the topic's example. */
function at(topic: string, path: Path, cases: readonly Case[]): Vector[] {
  const contract = contractOfTopic(topic)
  if (contract === undefined) throw new Error(`VECTOR_TOPIC_UNKNOWN: no contract has the topic ${topic}`)
  const place = pathName(path).slice(0, 40)
  return cases.map(([name, text, reason]) =>
    vector(`${topic}: ${place}: ${name}`, topic, withText(exampleOf(contract), path, text), reason),
  )
}

/** Cases that are the whole value. */
const alone = (topic: string, cases: readonly Case[]): Vector[] =>
  cases.map(([name, text, reason]) => vector(`${topic}: ${name}`, topic, text, reason))

/** With escapes for what cannot be seen. */
const escaped = (json: string) =>
  json.replace(
    /[\u007f-\u00a0\u00ad\u2000-\u206f\ud7ff-\uf8ff\ufeff\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** @throws `VECTOR_NAME_TWICE` */
function assertDistinct(theme: string, vectors: readonly Vector[]): readonly Vector[] {
  const seen = new Set<string>()
  for (const { name } of vectors) {
    if (seen.has(name)) throw new Error(`VECTOR_NAME_TWICE: ${theme} has two vectors named ${name}`)
    seen.add(name)
  }
  return vectors
}
