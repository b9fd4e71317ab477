import { writeFile } from 'node:fs/promises'
import type { Journey } from '../journey.ts'

const folder = new URL('../recorded/', import.meta.url)

/** Writes journeys of a real run, beside those of the simulator; false if there are some of that number, which stay as they are. */
export async function keepReal(number: number, journeys: readonly Journey[]): Promise<boolean> {
  const lines = journeys.map(journey => `${JSON.stringify(journey)}\n`).join('')
  try {
    await writeFile(new URL(`real-${number}.jsonl`, folder), lines, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
