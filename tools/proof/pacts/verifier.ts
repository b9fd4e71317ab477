import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Sent } from './provider.ts'

/** What is to be verified: a provider's messages, against pact files. */
export interface Verification {
  readonly provider: string
  /** Paths of the pact files. */
  readonly pacts: readonly string[]
  /** By description. */
  readonly messages: Readonly<Record<string, Sent>>
}

export interface Verified {
  /** Every interaction that was verified, kept or broken: `shipping: PaymentCaptured on payment.captured.v1`. */
  readonly interactions: readonly string[]
  /** What is wrong: the interaction, the field and why. */
  readonly failures: readonly string[]
}

export interface Verifier {
  verify(verification: Verification): Promise<Verified>
  close(): void
}

/**
 * Pact's verifier in a process of its own: it writes reports to the standard output, and its native code reads
 * the environment, which there has only the wish not to be tracked and a log level: no proxy, no broker of pacts.
 */
export async function startVerifier(): Promise<Verifier> {
  const child: ChildProcess = fork(new URL('verifier-process.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PACT_DO_NOT_TRACK: 'true', LOG_LEVEL: 'error' },
    execArgv: [],
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`Pact's verifier has ended with code ${code}.`)
  })
  ended.catch(() => {})
  await Promise.race([once(child, 'message'), ended])
  return {
    async verify(verification) {
      const answer = once(child, 'message')
      if (child.connected) child.send(verification)
      const [verified] = await Promise.race([answer, ended])
      return verified as Verified
    },
    close: () => child.disconnect(),
  }
}
