/** What `event-contracts NAME` does. */
export interface Command {
  /** A line for `--help`: the options, and what it does. */
  readonly usage: string
  /**
   * @param args those behind the command's name
   * @returns the exit status: 0, 1 if it found what it looks for, 2 if it could not look
   */
  run(args: readonly string[]): Promise<number>
}
