/** What a question came to. */
export type Asked<Answer> = { readonly answer: Answer } | { readonly error: unknown }

/**
 * Asks again and again, one question at a time, until it is ended: an answer that comes after that is not told, and nothing is asked
 * any more.
 *
 * @param ask one question; its signal is aborted at the end
 * @param told what it came to; answers with the milliseconds until the next question, undefined for no other
 * @returns ends it
 */
export function keepAsking<Answer>(
  ask: (signal: AbortSignal) => Promise<Answer>,
  told: (came: Asked<Answer>) => number | undefined,
): () => void {
  const end = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  async function once(): Promise<void> {
    const came: Asked<Answer> = await ask(end.signal).then(
      answer => ({ answer }),
      (error: unknown) => ({ error }),
    )
    if (end.signal.aborted) return
    const restMs = told(came)
    if (restMs !== undefined) timer = setTimeout(once, restMs)
  }
  void once()
  return () => {
    end.abort()
    clearTimeout(timer)
  }
}
