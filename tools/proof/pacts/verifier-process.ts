import { Verifier } from '@pact-foundation/pact'
import type { Verification, Verified } from './verifier.ts'

/** The process behind `startVerifier`: says that it is there, then answers each verification with its result. */
process.on('message', async (verification: Verification) => process.send?.(await verify(verification)))
process.send?.('ready')

async function verify({ provider, pacts, messages }: Verification): Promise<Verified> {
  const verifier = new Verifier({
    provider,
    pactUrls: [...pacts],
    logLevel: 'error',
    failIfNoPactsFound: true,
    messageProviders: Object.fromEntries(
      Object.entries(messages).map(([description, { value, headers }]) => [
        description,
        () => ({ __pactMessageMetadata: headers, message: value }),
      ]),
    ),
  })
  // Broken pacts reject with the same JSON that kept ones resolve to; anything else is a sentence.
  const result = String(await verifier.verifyProvider().catch((error: Error) => error.message))
  return result.startsWith('{') ? report(JSON.parse(result)) : { interactions: [], failures: [result] }
}

interface Result {
  readonly interactionResults: readonly {
    readonly consumer: string
    readonly description: string
    readonly result: string
    readonly mismatch?: { readonly mismatches?: readonly Mismatch[] }
  }[]
}

interface Mismatch {
  readonly path?: string
  readonly key?: string
  readonly mismatch: string
}

function report({ interactionResults }: Result): Verified {
  const named = interactionResults.map(({ consumer, description, ...rest }) => ({
    name: `${consumer}: ${description}`,
    ...rest,
  }))
  return {
    interactions: named.map(({ name }) => name),
    failures: named
      .filter(({ result }) => result !== 'OK')
      .flatMap(({ name, mismatch }) =>
        (mismatch?.mismatches ?? [{ mismatch: JSON.stringify(mismatch) }]).map(
          ({ path, key, mismatch }: Mismatch) => `${name}: ${path ?? key ?? 'message'}: ${mismatch}`,
        ),
      ),
  }
}
