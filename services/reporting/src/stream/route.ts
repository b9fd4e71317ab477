import type { ServerResponse } from 'node:http'
import { type HttpApp, HttpProblem, type ServiceContext } from '@orderflow/service-kit'
import { Counter, Gauge } from 'prom-client'
import { createHub, type HubOptions } from './hub.ts'

/** Twice a second, five minutes back, and a client is at most five seconds late; one that takes nothing for a minute is gone. */
export const usualPace = {
  everyMs: 500,
  keepMs: 300_000,
  heartbeatMs: 15_000,
  maxStalledMs: 60_000,
  maxWaiting: 65_536,
  maxLate: 10,
} as const satisfies Partial<HubOptions>

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no', // proxies are not to hold it back
} as const

/** The longest time that Node's timers take: 24.8 days. */
const longestMs = 2 ** 31 - 1

/** Ends a response when its token expires: the client comes back with a new one, and goes on where it was. */
function endAt(time: number, response: ServerResponse): void {
  const timer = setTimeout(() => response.end(), Math.min(time - Date.now(), longestMs))
  response.on('close', () => clearTimeout(timer))
}

/** `GET /stream`: server-sent events, as the HTML standard has them. */
export function streamRoute(
  app: HttpApp,
  { registry }: Pick<ServiceContext, 'registry'>,
  { maxClients, ...options }: HubOptions & { readonly maxClients: number },
): void {
  const hub = createHub(options)
  new Gauge({
    name: 'stream_clients',
    help: 'Clients of /stream that are connected',
    registers: [registry],
    collect() {
      this.set(hub.clients)
    },
  })
  const droppedFrames = new Counter({
    name: 'stream_dropped_frames_total',
    help: 'Frames that were left out for clients of /stream that did not read',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(hub.dropped)
    },
  })
  void droppedFrames

  /** @throws HttpProblem 503 if there is no place */
  const refuseBeyondMax = () => {
    if (hub.clients < maxClients) return
    throw new HttpProblem({
      status: 503,
      detail: `${maxClients} clients are connected, the most that are served. Come back later.`,
      headers: { 'retry-after': '10' },
    })
  }
  const description =
    'Each `frame` is an object of figures. A client that comes back with Last-Event-ID is sent what it missed of the last five minutes; if that is not known, a `reset` comes first. A frame after a reset, and the first one, hold all products, others those that changed.'
  const schema = {
    tags: ['figures'],
    operationId: 'getStream',
    summary: 'What happens, about twice a second, as server-sent events',
    description,
    response: { 200: { content: { 'text/event-stream': { schema: {} } } } },
  }
  const config = { admission: false, access: { scope: 'reports:read' } } as const
  app.get('/stream', { config, schema, exposeHeadRoute: false }, (request, reply) => {
    refuseBeyondMax()
    const lastEventId = request.headers['last-event-id']
    reply.hijack()
    endAt(request.principal.expiresAt, reply.raw)
    reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...streamHeaders })
    hub.join(reply.raw, typeof lastEventId === 'string' ? lastEventId : undefined)
  })
  // The handler of GET would never end it: it has no body to send.
  app.head('/stream', { config, schema: { hide: true } }, async (_, reply) => {
    refuseBeyondMax()
    return reply.headers(streamHeaders).send()
  })
  // A stream would keep the server from ever being idle.
  app.addHook('preClose', async () => hub.close())
}
