import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contract } from '../define/contract.ts'
import { EventError } from '../define/errors.ts'
import type { Encode } from './encode.ts'

/** The contracts that have no golden event yet. */
export const missingGolden = <C extends Contract>(contracts: readonly C[], folder: string): C[] =>
  contracts.filter(({ topic }) => !existsSync(join(folder, `${topic}.json`)))

/**
 * Records an event of each version that has no golden event yet, of its schema's example, and returns their topics. What is
 * there is never written again: it is how the event was published when its version was new.
 *
 * @throws EventError `EVENT_EXAMPLE_MISSING`, `EVENT_EXAMPLE_INVALID`: then nothing is written
 */
export async function recordGolden<C extends Contract>(
  contracts: readonly C[],
  folder: string,
  encode: Encode<C>,
): Promise<string[]> {
  const records = missingGolden(contracts, folder).map(contract => encode(contract, exampleOf(contract)))
  await mkdir(folder, { recursive: true })
  for (const record of records) {
    await writeFile(join(folder, `${record.topic}.json`), `${JSON.stringify(record, null, 2)}\n`)
  }
  return records.map(({ topic }) => topic)
}

/** The first example of a contract's schema. Throws as `recordGolden` does. */
export function exampleOf(contract: Contract): unknown {
  const { examples } = contract.schema as { readonly examples?: unknown }
  if (!Array.isArray(examples) || examples.length === 0) {
    throw new EventError(
      'EVENT_EXAMPLE_MISSING',
      `the schema of ${contract.topic} has no example: give it "examples" with one event's data`,
    )
  }
  const wrong = contract.validationError(examples[0])
  if (wrong === undefined) return examples[0]
  throw new EventError('EVENT_EXAMPLE_INVALID', `the example of ${contract.topic} is none: ${wrong}`)
}
