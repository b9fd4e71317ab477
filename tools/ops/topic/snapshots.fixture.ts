import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { headerPairs, type SnapshotRecord } from './record-codec.ts'

/** A folder for a test file's snapshots. */
export function temporaryFolder(): (name: string) => string {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'topic-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return name => join(folder, name)
}

/** A record's content as text that can be compared, whether its parts came as text or as bytes. */
export function content({ key, value, headers }: Omit<SnapshotRecord, 'offset' | 'timestamp'>): string {
  const shown = (bytes: Buffer | string | null | undefined) =>
    bytes === null || bytes === undefined ? null : Buffer.from(bytes).toString('base64')
  return JSON.stringify([
    shown(key),
    shown(value),
    headerPairs(headers).map(([name, bytes]) => [name, shown(bytes)]),
  ])
}

/** Records whose every part may be missing, empty, text or bytes. */
export function randomRecord(random: () => number, offset: bigint): SnapshotRecord {
  const whole = (below: number) => Math.floor(random() * below)
  const bytes = () => Buffer.from(Array.from({ length: whole(40) }, () => whole(256)))
  const some = () => [null, Buffer.alloc(0), bytes(), Buffer.from('text é')][whole(4)] ?? null
  const headers: Record<string, Buffer | string | (Buffer | string)[]> = {}
  for (let n = whole(5); n > 0; n--) {
    const value =
      whole(2) === 0 ? (some() as Buffer) : Array.from({ length: 2 + whole(3) }, () => some() as Buffer)
    headers[['ce_id', 'é', '', 'a b', `h${whole(100)}`][whole(5)] as string] = value
  }
  const timestamp = String(1_700_000_000_000 + whole(1_000_000_000))
  return { offset: String(offset), timestamp, key: some(), value: some(), headers }
}
