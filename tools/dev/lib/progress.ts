const everyMs = 200
const everyMsWithoutTerminal = 5_000

export interface Progress {
  /** What is going on now: one line that renews itself on a terminal, a line now and then elsewhere. */
  show(line: string): void
  /** What came of it. */
  end(line: string): void
}

/** A progress line on stderr. */
export function createProgress(log: (line: string) => void): Progress {
  const terminal = process.stderr.isTTY === true
  let shownAt = Date.now() - (terminal ? everyMs : 0)
  return {
    show(line) {
      if (Date.now() - shownAt < (terminal ? everyMs : everyMsWithoutTerminal)) return
      shownAt = Date.now()
      if (terminal) process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`)
      else log(line)
    },
    end(line) {
      if (terminal) process.stderr.write('\r\x1b[K')
      log(line)
    },
  }
}
