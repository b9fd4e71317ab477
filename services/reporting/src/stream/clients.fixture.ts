import { get, type IncomingMessage } from 'node:http'

/** A server-sent event as a client reads it. */
export interface Received {
  readonly id?: number
  readonly event: string
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape; the test's expectation is its type
  readonly data: any
}

export interface StreamClient {
  readonly response: IncomingMessage
  readonly received: readonly Received[]
  /** Whether the server has ended it, or this side has. */
  readonly closed: boolean
  close(): void
}

/** Connects, and resolves with the answer's head. It reads all that comes, unless it is told to be slow. */
export function connectTo(
  url: string,
  {
    lastEventId,
    slow = false,
    authorization,
  }: { lastEventId?: string | number | undefined; slow?: boolean; authorization?: string } = {},
): Promise<StreamClient> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }),
      ...(authorization !== undefined && { authorization }),
    }
    const request = get(url, { headers, agent: false }, response => {
      const received: Received[] = []
      let closed = false
      let rest = ''
      response.setEncoding('utf8')
      if (!slow) {
        response.on('data', (text: string) => {
          const blocks = (rest + text).split('\n\n')
          rest = blocks.pop() ?? ''
          received.push(...blocks.flatMap(eventIn))
        })
      }
      response.on('close', () => {
        closed = true
      })
      response.on('error', () => {})
      resolve({
        response,
        received,
        get closed() {
          return closed
        },
        close: () => request.destroy(),
      })
    })
    request.on('error', reject)
  })
}

function eventIn(block: string): Received[] {
  const fields = Object.fromEntries(
    block
      .split('\n')
      .map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  )
  if (fields.data === undefined) return []
  const { id, event = 'message', data } = fields
  return [{ ...(id !== undefined && { id: Number(id) }), event, data: JSON.parse(data) }]
}
