import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LedgerEntry, openLedger, readLedger } from './order-ledger.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'))
  file = join(folder, 'acknowledged.jsonl')
})
afterEach(() => rm(folder, { recursive: true }))

const entry = (n: number): LedgerEntry => ({
  orderId: `order-${n}`,
  idempotencyKey: `key-${n}`,
  request: { customerId: 'customer-ü', items: [{ productId: 'prod-1', quantity: n }] },
})
async function read() {
  const entries: LedgerEntry[] = []
  for await (const entry of readLedger(file)) entries.push(entry)
  return entries
}

describe('openLedger', () => {
  it('has an entry in the file by the time that it counts', async () => {
    const ledger = await openLedger(file)
    const appended = Array.from({ length: 50 }, async (_, n) => {
      await ledger.append(entry(n))
      expect(await readFile(file, 'utf8')).toContain(`"order-${n}"`)
    })
    expect(ledger.written).toBe(0)
    await Promise.all(appended)
    expect(ledger.written).toBe(50)
    await ledger.close()
    expect(await read()).toEqual(Array.from({ length: 50 }, (_, n) => entry(n)))
  })

  it('goes on with a file that is there', async () => {
    for (const n of [1, 2]) {
      const ledger = await openLedger(file)
      void ledger.append(entry(n))
      await ledger.close()
    }
    expect(await read()).toEqual([entry(1), entry(2)])
  })

  it('fails the append that does not reach the disk', async () => {
    const ledger = await openLedger('/dev/full')
    await expect(ledger.append(entry(1))).rejects.toThrow('ENOSPC')
    expect(ledger.written).toBe(0)
  })
})

describe('readLedger', () => {
  it('leaves out the torn end of a writer that died', async () => {
    const ledger = await openLedger(file)
    await ledger.append(entry(1))
    await ledger.close()
    await appendFile(file, JSON.stringify(entry(2)))
    expect(await read()).toEqual([entry(1)])
  })

  it('refuses a line that is no entry', async () => {
    await appendFile(file, `${JSON.stringify(entry(1))}\n{"orderId": "ord\n`)
    await expect(read()).rejects.toThrow('Line 2')
    await rm(file)
    await appendFile(file, '{"orderId": "order-1"}\n')
    await expect(read()).rejects.toThrow('is no entry of a ledger')
  })
})
