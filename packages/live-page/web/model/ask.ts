import { useEffect, useState } from 'preact/hooks'
import { whyOf } from '../lib/across.ts'
import { changes } from './letters.ts'
import { config } from './store.ts'

/** What was asked for: there, under way, or refused with a sentence. */
export interface Asked<Answer> {
  readonly answer?: Answer
  readonly why?: string
  /** What it is the answer to. */
  readonly name?: string
}

/**
 * Asks once the page knows where the services are, again after each change that is made here, and anew for another name.
 *
 * @param name of what is asked for
 */
export function useAnswer<Answer>(
  name: string,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Asked<Answer> {
  const [asked, setAsked] = useState<Asked<Answer>>({})
  const services = Object.keys(config.value.services).length
  useEffect(() => {
    if (services === 0) return
    const abort = new AbortController()
    ask(abort.signal).then(
      answer => !abort.signal.aborted && setAsked({ name, answer }),
      (error: unknown) => !abort.signal.aborted && setAsked({ name, why: whyOf(error) }),
    )
    return () => abort.abort()
  }, [name, services, changes.value])
  return asked
}
