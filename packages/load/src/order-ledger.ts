import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { AcceptedOrder } from './place-orders.ts'
import type { OrderRequest } from './wave.ts'

/** A line of the ledger: an order that was answered 202. */
export interface LedgerEntry {
  readonly orderId: string
  readonly idempotencyKey: string
  readonly request: OrderRequest
}

export interface OrderLedger {
  /** Entries that are on the disk. */
  readonly written: number
  /** Resolves when the entry is on the disk; entries that come together share one write and one fsync. */
  append(order: Pick<AcceptedOrder, keyof LedgerEntry>): Promise<void>
  /** Resolves when all that was appended is on the disk. */
  close(): Promise<void>
}

/**
 * The load's own record of the orders that were answered 202, outside the system under test: a file of JSON
 * lines, each forced to the disk before it counts. Whoever dies, what it says was acknowledged.
 */
export async function openLedger(file: string): Promise<OrderLedger> {
  const handle = await open(file, 'a')
  let lines: string[] = []
  let written = 0
  let flushing: Promise<void> | undefined

  /** Everything that has come until its write begins shares it. */
  async function flush(): Promise<void> {
    flushing = undefined
    const batch = lines
    lines = []
    await handle.appendFile(batch.join(''))
    await handle.datasync()
    written += batch.length
  }

  let last: Promise<void> = Promise.resolve()
  return {
    get written() {
      return written
    },
    async append({ orderId, idempotencyKey, request }) {
      lines.push(`${JSON.stringify({ orderId, idempotencyKey, request } satisfies LedgerEntry)}\n`)
      flushing ??= last = last.then(flush)
      await flushing
    },
    async close() {
      await last.finally(() => handle.close())
    },
  }
}

/**
 * The entries of a ledger. A last line without its end is what was being written when the writer died: it was
 * never counted, and is left out.
 *
 * @throws Error for any other line that is no entry: such a ledger proves nothing
 */
export async function* readLedger(file: string): AsyncGenerator<LedgerEntry> {
  let rest = ''
  let number = 0
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() as string
    for (const line of lines) yield entryOf(line, ++number, file)
  }
}

function entryOf(line: string, number: number, file: string): LedgerEntry {
  try {
    const entry = JSON.parse(line) as LedgerEntry
    if (typeof entry.orderId === 'string' && typeof entry.idempotencyKey === 'string') return entry
  } catch {}
  throw new Error(`Line ${number} of ${file} is no entry of a ledger: ${line.slice(0, 80)}`)
}
