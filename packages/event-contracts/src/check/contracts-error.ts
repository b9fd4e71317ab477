/** What keeps schemas from being compared. The message says what to do; the code is stable. */
export class ContractsError extends Error {
  readonly code: string

  constructor(code: string, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'ContractsError'
    this.code = code
  }
}
