/** Asks every 10 ms until the answer is yes: for the last moments of a run, not for its whole length. */
export async function until(answer: () => Promise<boolean>): Promise<void> {
  while (!(await answer())) await new Promise(resolve => setTimeout(resolve, 10))
}
