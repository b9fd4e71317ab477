import type { Connection } from '@platformatic/kafka'
import { within } from '../../timing/bounded.ts'
import { loadClient } from './client.ts'

type Callback<Answer> = (error: Error | null, answer?: Answer) => void

/** A request of the client's with the parser of its answer. */
export interface Request<Given extends readonly unknown[], Answer> {
  readonly async: (connection: Connection, ...given: Given) => Promise<Answer>
}

/** Milliseconds that a broker has for an answer, unless it may wait for something itself. */
export const answerWithinMs = 5_000

/** What a broker answers. Rejects if it refuses any part of the question. */
export const ask = <Given extends readonly unknown[], Answer>(
  connection: Connection,
  request: Request<Given, Answer>,
  ...given: Given
): Promise<Answer> => within(answerWithinMs, request.async(connection, ...given))

/** The same, with what is refused in the answer: who asks looks at each part. */
export async function askForEach<Given extends readonly unknown[], Answer>(
  connection: Connection,
  request: Request<Given, Answer>,
  ...given: Given
): Promise<Answer> {
  try {
    return await ask(connection, request, ...given)
  } catch (error) {
    if (error instanceof loadClient().ResponseError && error.response !== undefined) return error.response
    throw error
  }
}

/** A request whose bytes are ours, and whose answer comes as it is, behind its head. */
export function askRaw(
  connection: Connection,
  { key, version, body }: { readonly key: number; readonly version: number; readonly body: Buffer },
): Promise<Buffer> {
  const { Writer } = loadClient()
  return new Promise((resolve, reject) => {
    const done: Callback<Buffer> = (error, bytes) => (error ? reject(error) : resolve(bytes as Buffer))
    connection.send(
      key,
      version,
      () => Writer.create().append(body),
      (_correlation, _key, _version, reader) => reader.buffer.slice(reader.position),
      true,
      true,
      done as never,
    )
  })
}
