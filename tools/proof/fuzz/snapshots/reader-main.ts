import { mkdtempSync, rmSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@orderflow/load'
import { sentenceOf } from '../../../dev/lib/sentence.ts'
import { openSnapshot } from '../../../ops/topic/reader.ts'
import { verifiedLines } from '../../../ops/topic/report.ts'
import { shuffled } from '../../../ops/topic/shuffle.ts'
import { inOrder, openCursor, type RecordStream } from '../../../ops/topic/streams.ts'
import { serve } from '../child.ts'
import type { Outcome } from '../target.ts'

const folder = mkdtempSync(join(tmpdir(), 'snapshots-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

serve(async (bytes, number) => {
  const file = join(folder, String(number))
  await writeFile(file, bytes)
  return await read(file).finally(() => rm(file, { force: true }))
})

/** Reads a file as `topic verify` and `topic replay` do. */
async function read(file: string): Promise<Outcome> {
  try {
    const snapshot = await openSnapshot(file)
    try {
      verifiedLines(snapshot, 0)
      const cursors = () => Promise.all(snapshot.places.map(place => openCursor(snapshot, place)))
      const counts = [
        await count(inOrder(await cursors())),
        await count(shuffled(await cursors(), seededRandom(1))),
      ]
      if (counts.every(records => records === snapshot.records)) return { verdict: 'read' }
      return { verdict: 'read', fault: `${snapshot.records} records were promised, and ${counts} came.` }
    } finally {
      await snapshot.close()
    }
  } catch (error) {
    const { code = 'none', stack } = error as { readonly code?: string; readonly stack?: string }
    const sentence = sentenceOf(error)
    if (sentence !== undefined && code.startsWith('SNAPSHOT_')) return { verdict: code }
    return { verdict: 'no sentence', fault: `It was refused without a sentence: ${stack}` }
  }
}

async function count(stream: RecordStream): Promise<number> {
  let records = 0
  for await (const chunk of stream) records += chunk.length
  return records
}
