/** One line of `/metrics`: a name, labels and a value. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What follows a value, a time or an exemplar, is left out. */
const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)/

/** The samples of a text exposition, Prometheus' own or OpenMetrics. */
export function parseSamples(exposition: string): Sample[] {
  return exposition.split('\n').flatMap(line => {
    const [, name, labels = '', value] = sampleLine.exec(line) ?? []
    if (name === undefined) return []
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text])
    return [{ name, labels: Object.fromEntries(pairs), value: value === '+Inf' ? Infinity : Number(value) }]
  })
}

/** The sum of the samples of this name that have these labels; undefined if there is none. */
export function sumOf(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = samples.filter(
    sample =>
      sample.name === name && Object.entries(labels).every(([key, text]) => sample.labels[key] === text),
  )
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0)
}
