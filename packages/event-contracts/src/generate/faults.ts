/** What is wrong at one place of a schema file. */
export interface Fault {
  /** Stable, for whoever looks it up. */
  readonly code: string
  /** The file's path as it was given. */
  readonly file: string
  /** A JSON pointer into it; empty for the whole. */
  readonly pointer: string
  /** What is wrong, and what to write instead. */
  readonly sentence: string
}

export const faultLine = ({ code, file, pointer, sentence }: Fault): string =>
  `${code}: ${file}${pointer === '' ? '' : `#${pointer}`} ${sentence}`

/** Everything that keeps schemas from being generated from: a line for each, with its code, place and remedy. */
export class SchemaFaults extends Error {
  override readonly name = 'SchemaFaults'

  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[], options?: ErrorOptions) {
    super(faults.map(faultLine).join('\n'), options)
    this.faults = faults
  }
}
