/** What someone reads before they decide to read on. */
export const limits = { lines: 150, words: 1200 }

/** A sentence for each limit that the README exceeds. Words are those of `wc -w`. */
export function tooLong(readme: string): string[] {
  const lengths = {
    lines: readme.trimEnd().split('\n').length,
    words: readme.split(/\s+/).filter(word => word !== '').length,
  }
  return (['lines', 'words'] as const)
    .filter(unit => lengths[unit] > limits[unit])
    .map(
      unit =>
        `README.md has ${lengths[unit]} ${unit}, and may have ${limits[unit]}: what not everyone needs at first goes into docs/.`,
    )
}
