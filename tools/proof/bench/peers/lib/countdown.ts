/** A promise that resolves with the `n`th call of `one`. */
export function countdown(n: number): { one(): void; readonly zero: Promise<void> } {
  let left = n
  const { promise, resolve } = Promise.withResolvers<void>()
  return {
    one() {
      if (--left === 0) resolve()
    },
    zero: promise,
  }
}

/** Asks every 10 ms until the answer is yes: for the last moments of a run, not for its whole length. */
export async function until(answer: () => Promise<boolean>): Promise<void> {
  while (!(await answer())) await new Promise(resolve => setTimeout(resolve, 10))
}
