/** A series' labels, by name. */
export type Labels = Readonly<Record<string, string>>

/** A value with its labels; the metric's name is none of them, since no rule asks for it. */
export interface Sample {
  readonly labels: Labels
  readonly value: number
}

/** A text that is the same for the same labels, in whatever order they stand. */
export const labelsKey = (labels: Labels): string =>
  Object.keys(labels)
    .sort()
    .map(name => `${name}\u0000${labels[name]}`)
    .join('\u0001')

/** Those of these names that there are. */
export const only = (labels: Labels, names: readonly string[]): Labels =>
  Object.fromEntries(names.flatMap(name => (labels[name] ? [[name, labels[name]]] : [])))
