import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contract } from '../define/contract.ts'
import type { Events } from '../define/events.ts'
import type { GoldenEvent } from './golden-event.ts'

/** What is wrong with a golden event: its file's name, and a sentence. */
export interface GoldenFlaw {
  readonly file: string
  readonly sentence: string
}

/**
 * Looks whether every golden event of a folder, `<topic>.json` or `<topic>.<more>.json`, is still understood: whether its data
 * follow its version's schema and, read as the current version, that one's. A version without any is a flaw too.
 */
export async function verifyGolden(events: Events, folder: string): Promise<GoldenFlaw[]> {
  const names = (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.json')).sort()
  const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))
  const flaws = names.flatMap((file, n) =>
    flawsOf(events, file, texts[n] as string).map(sentence => ({ file, sentence })),
  )
  const missing = events.all.filter(({ topic }) => !names.some(name => isOf(topic, name)))
  return [
    ...flaws,
    ...missing.map(({ topic }) => ({ file: `${topic}.json`, sentence: 'is missing: record it' })),
  ]
}

const isOf = (topic: string, name: string) => name.startsWith(`${topic}.`)

function flawsOf(events: Events, file: string, text: string): string[] {
  const golden = parsed<GoldenEvent>(text)
  if (golden === undefined) return ['is not JSON']
  const contract = events.ofTopic(golden.topic)
  if (contract === undefined) return [`is of the topic ${golden.topic}, which is that of no event`]
  if (!isOf(golden.topic, file)) return [`is of the topic ${golden.topic}: name it after it`]
  const data = parsed(golden.value)
  if (data === undefined) return ['has a value that is not JSON']
  const wrong = contract.validationError(data) ?? wrongLater(events, contract, data)
  if (wrong !== undefined) return [`is no ${golden.topic}: ${wrong}`]
  return wrongAround(golden, contract, data)
}

/** An event of an earlier version is read as one of the current version. */
function wrongLater(events: Events, contract: Contract, data: unknown): string | undefined {
  const current = events.contracts[contract.type]
  if (current === undefined || current.version === contract.version) return undefined
  const wrong = current.validationError(events.upcast(contract, data, current.version))
  return wrong === undefined ? undefined : `as version ${current.version}, ${wrong}`
}

function wrongAround({ key, headers }: GoldenEvent, contract: Contract, data: unknown): string[] {
  const expected = { ce_type: contract.type, ce_dataschema: contract.dataSchema }
  const wrong = Object.entries(expected).filter(([name, value]) => headers?.[name] !== value)
  return [
    ...(key === contract.keyOf(data) ? [] : [`has the key ${key}, and its data ${contract.keyOf(data)}`]),
    ...wrong.map(([name, value]) => `has the header ${name}: ${headers?.[name]}, and its contract ${value}`),
  ]
}

function parsed<T>(text: unknown): T | undefined {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
