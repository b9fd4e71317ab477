/** A table of events that cannot be, or an event or a version that it has not. The message begins with the code. */
export class EventError extends Error {
  readonly code: string

  constructor(code: string, sentence: string, cause?: unknown) {
    super(`${code}: ${sentence}`, cause === undefined ? undefined : { cause })
    this.name = 'EventError'
    this.code = code
  }
}
