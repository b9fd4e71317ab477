import type { Comparison, Difference } from './compare.ts'

/** A table of who says what of the vectors, and each of which they do not say the same. */
export function vectorLines(vectors: Comparison): string[] {
  return [
    ...tableOf(vectors),
    ...vectors.differing.map(lineOf),
    `${vectors.values} vectors: ${verdictOf(vectors)}`,
    '',
  ]
}

/** The same of generated events. */
export function fuzzLines(fuzz: Comparison, seed: number, seconds: number): string[] {
  return [
    ...tableOf(fuzz),
    ...fuzz.differing.slice(0, 20).map(lineOf),
    `${fuzz.values} generated events (seed ${seed}, ${seconds} s): ${verdictOf(fuzz)}`,
  ]
}

function tableOf({ values, validBy }: Comparison): string[] {
  const width = Math.max(...Object.keys(validBy).map(name => name.length))
  return Object.entries(validBy).map(
    ([name, valid]) =>
      `  ${name.padEnd(width)}  ${`${valid}`.padStart(6)} valid  ${`${values - valid}`.padStart(6)} invalid`,
  )
}

const verdictOf = ({ differing }: Comparison) =>
  differing.length === 0 ? 'all say the same' : `${differing.length} different verdicts`

const longest = 300

function lineOf({ name, topic, value, expected, verdicts }: Difference): string {
  const said = Object.entries(verdicts).map(([who, verdict]) => `${who}: ${verdict}`)
  const text = value.length > longest ? `${value.slice(0, longest)}…` : value
  const shown = text.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `≠ ${name ?? topic} ${shown}\n    ${[...(expected ? [`vector: ${expected}`] : []), ...said].join('; ')}`
}
