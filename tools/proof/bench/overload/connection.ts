import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** What was answered, as far as it matters here. */
export interface Answer {
  readonly status: number
  /** Whether the answer says when to come back. */
  readonly retryAfter: boolean
  /** The whole of it, head and body. */
  readonly text: string
}

export interface Connection {
  /** Sends a request, one at a time, and tells of its answer; of none, if the connection ends before. */
  send(request: string, onAnswer: (answer: Answer | undefined) => void): void
  end(): void
}

const headEnd = '\r\n\r\n'

/**
 * An HTTP/1.1 connection that is kept open and does what is needed to count answers: a tenth of a client's work, which
 * at ten times the load would be taken from the system's processors. No pipelining: an answer would wait for those before it.
 */
export async function openConnection(port: number, host: string): Promise<Connection> {
  const socket: Socket = connect({ port, host, noDelay: true })
  await once(socket, 'connect')
  let waiting: ((answer: Answer | undefined) => void) | undefined
  let text = ''
  const give = (answer: Answer | undefined) => {
    const tell = waiting
    waiting = undefined
    text = ''
    tell?.(answer)
  }
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    text = text === '' ? chunk : text + chunk
    if (isWhole(text)) give({ status: statusOf(text), retryAfter: saysWhen(text), text })
  })
  socket.on('error', () => {}) // it closes
  socket.on('close', () => give(undefined))
  return {
    send(request, onAnswer) {
      waiting = onAnswer
      socket.write(request, 'latin1')
    },
    end: () => void socket.destroy(),
  }
}

const statusOf = (text: string) => Number(text.slice(9, 12))
const saysWhen = (text: string) => /\r\nretry-after: \d+\r\n/i.test(text)

/** Whether an answer with a `content-length`, as the services' all are, is there to its end. */
export function isWhole(text: string): boolean {
  const head = text.indexOf(headEnd)
  if (head < 0) return false
  const [, length = '0'] = /\r\ncontent-length: (\d+)/i.exec(text) ?? []
  return text.length >= head + headEnd.length + Number(length)
}
