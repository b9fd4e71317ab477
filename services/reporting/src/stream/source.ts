import { settledWithin } from '@orderflow/messaging/timing'

/**
 * What a source says, or null if it fails or does not say it in time. While it owes an answer it is not asked again,
 * so that a source that is away is not flooded with questions.
 */
export function createSource<Value>(
  ask: () => Promise<Value>,
  withinMs: number,
): () => Promise<Value | null> {
  let owes = false
  return async () => {
    if (owes) return null
    owes = true
    let value: Value | null = null
    const asking = ask()
      .then(
        answer => {
          value = answer
        },
        () => {},
      )
      .finally(() => {
        owes = false
      })
    await settledWithin(withinMs, asking)
    return value
  }
}
