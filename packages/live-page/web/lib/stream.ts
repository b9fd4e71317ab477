import { createSseParser, type StreamEvent } from './sse.ts'

export interface StreamOptions {
  /** Asks for the stream. */
  readonly open: (init: RequestInit) => Promise<Response>
  readonly onEvent: (event: StreamEvent) => void
  /** Told when events flow, and when they have ceased to. */
  readonly onState: (state: 'live' | 'reconnecting') => void
  readonly signal: AbortSignal
}

const firstPauseMs = 400
const longestPauseMs = 2_000
/** The server sends something at least this often, if only a comment. */
const silenceMs = 20_000

/**
 * Follows a stream of Server-Sent Events until `signal` is aborted, and connects again whenever it breaks off,
 * asking for what came after the last event. `EventSource` does nearly this, but gives up for good when it meets
 * an answer that is not 200, which is what a service gives while it stops.
 */
export async function followStream({ open, onEvent, onState, signal }: StreamOptions): Promise<void> {
  let lastId: string | undefined
  let failures = 0
  while (!signal.aborted) {
    try {
      for await (const event of read(open, lastId, () => onState('live'), signal)) {
        failures = 0
        lastId = event.id ?? lastId
        onEvent(event)
      }
    } catch {
      // Whatever broke it, the remedy is the same.
    }
    if (signal.aborted) return
    onState('reconnecting')
    await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** failures++))
  }
}

async function* read(
  open: StreamOptions['open'],
  lastId: string | undefined,
  onOpen: () => void,
  signal: AbortSignal,
) {
  const silent = new AbortController()
  let timer = setTimeout(() => silent.abort(), silenceMs)
  try {
    const response = await open({
      headers: { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) },
      cache: 'no-store',
      signal: AbortSignal.any([signal, silent.signal]),
    })
    if (!response.ok || response.body === null) throw new Error(`The stream answered ${response.status}`)
    onOpen()
    const parse = createSseParser()
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(timer)
      timer = setTimeout(() => silent.abort(), silenceMs)
      yield* parse(value)
    }
  } finally {
    clearTimeout(timer)
    silent.abort()
  }
}

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
