/** A line of the log, of a level from `warn` on. */
export interface Warning {
  readonly time: string
  readonly level: 'warn' | 'error' | 'fatal'
  readonly message: string
  /** All else that it says, as JSON; cut off where it is long. */
  readonly details: string
}

export interface LastWarnings {
  /** @param line as it is written: one JSON object, without credentials */
  note(line: string): void
  /** The last ones, the newest first. */
  readonly all: readonly Warning[]
}

const kept = 50
const longest = 2_000

/** How such a line begins: pino writes the level first. */
const beginning = /^\{"level":"(warn|error|fatal)"/

/** The last warnings and errors of a log, for an operator to see from outside; 50, and of each 2,000 characters at most. */
export function createLastWarnings(): LastWarnings {
  const warnings: Warning[] = []
  return {
    note(line) {
      if (!beginning.test(line)) return
      warnings.unshift(warningOf(line))
      if (warnings.length > kept) warnings.pop()
    },
    get all() {
      return [...warnings]
    },
  }
}

function warningOf(line: string): Warning {
  const { time = '', level, msg = '', service: _, ...others } = JSON.parse(line) as Record<string, unknown>
  const details = Object.keys(others).length === 0 ? '' : JSON.stringify(others)
  return {
    time: String(time),
    level: level as Warning['level'],
    message: cut(String(msg)),
    details: cut(details),
  }
}

const cut = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text)
