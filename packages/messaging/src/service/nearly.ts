/**
 * The word that is meant by one that differs by a slip of the pen: in capitals, or by one letter that is
 * wrong, missing, doubled or at its neighbour's place. `Book` is not nearly `Booked`, which goes on where it ends.
 */
export function nearly(word: string, words: readonly string[]): string | undefined {
  return words.find(other => {
    const [a, b] = [word.toLowerCase(), other.toLowerCase()]
    return a === b || (!a.startsWith(b) && !b.startsWith(a) && isOneSlip(a, b))
  })
}

function isOneSlip(a: string, b: string): boolean {
  let same = 0
  while (a[same] === b[same]) same++
  const [restA, restB] = [a.slice(same), b.slice(same)]
  const isSwapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
  return (
    isSwapped || restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)
  )
}
