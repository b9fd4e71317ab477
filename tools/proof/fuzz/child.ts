import type { Outcome } from './target.ts'

/** What a process under test is sent, and what it answers. */
export interface Sent {
  readonly number: number
  readonly bytes: Uint8Array
}

export interface Answered {
  readonly number: number
  readonly outcome: Outcome
}

/** The rest of a process whose work is to read bytes: it reads what it is sent, and ends with its parent. */
export function serve(read: (bytes: Buffer, number: number) => Promise<Outcome>): void {
  process.on('disconnect', () => process.exit())
  process.on('message', async ({ number, bytes }: Sent) => {
    const outcome = await read(Buffer.from(bytes), number)
    process.send?.({ number, outcome } satisfies Answered)
  })
}
