import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import plugin from 'fastify-plugin'
import { Counter, Gauge, type Registry } from 'prom-client'

export interface ConnectionOptions {
  /** The most connections at a time: one more is closed at once. */
  readonly max: number
  /** The most of them that serve no request: one more closes the one that has served none for the longest. */
  readonly maxIdle: number
  readonly registry: Registry
}

/**
 * Bounds what connections can take from a process. One that sends nothing is cheap for whoever opens it, so it makes room for
 * others, as nginx has it; one whose request runs is left alone. Those that never send a whole head are closed after
 * `REQUEST_TIMEOUT_MS` besides.
 */
export const connections = plugin<ConnectionOptions>(
  async ({ server }, { max, maxIdle, registry }) => {
    server.maxConnections = max
    /** In the order in which they became idle. */
    const idle = new Set<Socket>()
    /** How many requests each connection is busy with: more than one if the client pipelines. */
    const busy = new Map<Socket, number>()
    /** Their answers but for the first. */
    const behind = new Map<Socket, Set<ServerResponse>>()
    const closed = new Counter({
      name: 'http_connections_closed_total',
      help: 'Connections that were closed to keep within a bound',
      labelNames: ['bound'] as const,
      registers: [registry],
    })
    for (const bound of ['all', 'idle']) closed.inc({ bound }, 0)
    new Gauge({
      name: 'http_connections',
      help: 'Connections to the HTTP server',
      labelNames: ['state'] as const,
      registers: [registry],
      collect() {
        this.set({ state: 'idle' }, idle.size)
        this.set({ state: 'busy' }, busy.size)
      },
    })

    function rest(socket: Socket): void {
      idle.add(socket)
      if (idle.size <= maxIdle) return
      const [oldest] = idle
      if (oldest === undefined) return
      idle.delete(oldest)
      closed.inc({ bound: 'idle' })
      oldest.destroy()
    }
    server.on('drop', () => closed.inc({ bound: 'all' }))
    server.on('connection', socket => {
      socket.once('close', () => {
        idle.delete(socket)
        busy.delete(socket)
        // Node says it of the first; Node 22 of no other, which would then never be over.
        setImmediate(() => {
          for (const response of behind.get(socket) ?? []) response.emit('close')
        })
      })
      rest(socket)
    })
    function pipelined(socket: Socket, response: ServerResponse): void {
      const answers = behind.get(socket) ?? new Set()
      behind.set(socket, answers.add(response))
      response.once('close', () => {
        answers.delete(response)
        if (answers.size === 0) behind.delete(socket)
      })
    }
    server.on('request', ({ socket }, response) => {
      idle.delete(socket)
      const others = busy.get(socket) ?? 0
      busy.set(socket, others + 1)
      if (others > 0) pipelined(socket, response)
      response.once('close', () => {
        const left = (busy.get(socket) ?? 1) - 1
        if (left > 0) return void busy.set(socket, left)
        busy.delete(socket)
        if (!socket.destroyed) rest(socket)
      })
    })
  },
  { name: 'connections', fastify: '5.x' },
)
