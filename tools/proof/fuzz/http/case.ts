/** A request as it goes over a connection of its own, right or not. */
export interface HttpCase {
  readonly [name: string]: unknown
  readonly service: string
  /** The request line and the headers, a character for each byte. `{operator}`, `{customer}` and `{order}` are filled in. */
  readonly lines: readonly string[]
  /** A character for each byte. */
  readonly body: string
  /** Ends a line; `\r\n` unless told. */
  readonly end?: string
  /** It is a whole request, so that an answer has to come. */
  readonly whole: boolean
}

/** What a request's bytes are filled in with: what is there only once the system runs. */
export type Fillings = Readonly<Record<'operator' | 'customer' | 'order', string>>

export function bytesOf({ lines, body, end = '\r\n' }: HttpCase, fillings: Fillings): Buffer {
  const head = [...lines, '', ''].join(end)
  const filled = head.replace(/\{(operator|customer|order)\}/g, (_, name: keyof Fillings) => fillings[name])
  return Buffer.from(filled + body, 'latin1')
}
