/** The pages that have to be short: what someone reads before they decide to read on, and what an agent reads each time. */
export const limits = {
  'README.md': { lines: 150, words: 1200 },
  'AGENTS.md': { lines: 60, words: 450 },
} as const

/** A sentence for each limit that such a page exceeds. Words are those of `wc -w`. */
export function tooLong(path: keyof typeof limits, page: string): string[] {
  const lengths = {
    lines: page.trimEnd().split('\n').length,
    words: page.split(/\s+/).filter(word => word !== '').length,
  }
  return (['lines', 'words'] as const)
    .filter(unit => lengths[unit] > limits[path][unit])
    .map(
      unit =>
        `${path} has ${lengths[unit]} ${unit}, and may have ${limits[path][unit]}: what not everyone needs at first goes into docs/.`,
    )
}
