import type { ServerResponse } from 'node:http'
import type { Frame, Product } from '@orderflow/live-page/api'
import { createRing, type Numbered } from './ring.ts'

/** What the hub needs of a response. */
export type Sink = Pick<
  ServerResponse,
  'write' | 'end' | 'destroy' | 'destroyed' | 'writableLength' | 'once'
> & {
  on(event: 'drain' | 'close', listener: () => void): unknown
}

export interface HubOptions {
  /** Makes a frame. Never rejects: what is away is null in it. */
  readonly poll: () => Promise<Frame>
  /** All products, for the first frame of a client. */
  readonly allStock: () => readonly Product[]
  /** Milliseconds from one frame to the next. */
  readonly everyMs: number
  /** How long frames are kept for clients that come back, in milliseconds. */
  readonly keepMs: number
  /** Milliseconds after which a silent connection is sent a comment. */
  readonly heartbeatMs: number
  /** Milliseconds after which a connection that takes nothing of what waits for it is ended: it keeps a place from others. */
  readonly maxStalledMs: number
  /** The most bytes that wait for a client that does not read. */
  readonly maxWaiting: number
  /** How many frames a client may be late before it is given the newest instead. */
  readonly maxLate: number
}

export interface Hub {
  /** Sends frames to a client from now on, until it closes; first what it missed, if it can be told. */
  join(sink: Sink, lastEventId: string | undefined): void
  readonly clients: number
  /** Frames that were left out for clients that did not read. */
  readonly dropped: number
  /** Ends every client's response. */
  close(): void
}

interface Client {
  readonly sink: Sink
  /** The id of the last frame that it was sent. */
  position: number
  /** Up to here it is sent every frame however late it is: what it missed while it was away. */
  readonly catchUpTo: number
  /** Whether the next frame is to hold all products. */
  needsAll: boolean
  /** When it last took what was written. */
  takenAt: number
}

/**
 * One poller for all clients, at work only while there are some. A client is given frames from the ring as fast as it
 * reads them, so no more than `maxWaiting` bytes and a frame wait for it; one that falls behind goes on with the newest
 * frame, which then holds all products, and so misses no figure.
 */
export function createHub(options: HubOptions): Hub {
  const { poll, allStock, everyMs, keepMs, heartbeatMs, maxStalledMs, maxWaiting, maxLate } = options
  const ring = createRing(keepMs)
  const clients = new Set<Client>()
  // Ids of an earlier process, or of another replica, are not mistaken for ours.
  let id = Math.floor(Date.now() / 1_000) * 1_000_000
  let polling = false
  let closed = false
  let dropped = 0
  const heart = setInterval(() => {
    const stalledSince = performance.now() - maxStalledMs
    for (const client of clients) {
      if (client.sink.writableLength === 0) write(client, ':\n\n')
      else if (client.takenAt < stalledSince) client.sink.destroy()
    }
  }, heartbeatMs)

  async function keepPolling(): Promise<void> {
    if (polling) return
    polling = true
    while (clients.size > 0 && !closed) {
      const startedAt = performance.now()
      const frame = await poll()
      ring.push({ id: ++id, at: performance.now(), json: JSON.stringify(frame) })
      for (const client of clients) pump(client)
      const rest = startedAt + everyMs - performance.now()
      await new Promise(resolve => setTimeout(resolve, Math.max(0, rest)))
    }
    polling = false
  }

  function pump(client: Client): void {
    const { sink } = client
    for (;;) {
      const newest = ring.newest()
      if (newest === undefined || newest.id <= client.position || sink.writableLength > maxWaiting) return
      const next = ring.after(client.position)
      const late = client.position >= client.catchUpTo && newest.id - client.position > maxLate
      if (client.needsAll || late || next === undefined) {
        if (!client.needsAll) dropped += newest.id - client.position - 1
        client.needsAll = false
        send(client, newest, withAll(newest))
      } else send(client, next, next.json)
    }
  }

  function send(client: Client, frame: Numbered, json: string): void {
    client.position = frame.id
    write(client, `id: ${frame.id}\nevent: frame\ndata: ${json}\n\n`)
  }

  function write(client: Client, text: string): void {
    client.sink.write(text, () => {
      client.takenAt = performance.now()
    })
  }

  let whole: { readonly id: number; readonly json: string } | undefined
  /** The frame with all products in it, made once for all who need it. */
  function withAll({ id, json }: Numbered): string {
    if (whole?.id !== id)
      whole = { id, json: JSON.stringify({ ...JSON.parse(json), stock: allStock(), whole: true }) }
    return whole.json
  }

  return {
    join(sink, lastEventId) {
      // Its `close` has been: nothing would free its place.
      if (sink.destroyed) return
      const newest = ring.newest()
      const now = performance.now()
      const asked = /^\d{1,16}$/.test(lastEventId ?? '') ? Number(lastEventId) : undefined
      const known = asked !== undefined && ring.has(asked, now)
      // A fresh client is given the newest frame at once, if that is not an old one.
      const position = known
        ? asked
        : (newest?.id ?? 0) - Number(newest !== undefined && now - newest.at < 2 * everyMs)
      const client = { sink, position, catchUpTo: newest?.id ?? 0, needsAll: !known, takenAt: now }
      clients.add(client)
      sink.on('drain', () => pump(client))
      sink.on('close', () => clients.delete(client))
      write(client, 'retry: 1000\n\n')
      if (lastEventId !== undefined && !known) write(client, 'event: reset\ndata: {}\n\n')
      pump(client)
      void keepPolling()
    },
    get clients() {
      return clients.size
    },
    get dropped() {
      return dropped
    },
    close() {
      closed = true
      clearInterval(heart)
      for (const { sink } of clients) sink.end()
    },
  }
}
