import { setTimeout as pause } from 'node:timers/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { derivedId } from '@orderflow/events'
import { seededRandom } from '@orderflow/load'
import { HttpProblem, notFound, sendProblem, strictHttp, strictOptions } from '@orderflow/service-kit'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { drawFault, drawLatency, type Fault } from './faults.ts'
import { createLedger, type Entry, type GatewayRequest, type Ledger, type Operation } from './ledger.ts'
import { defaultSettings, type GatewaySettings, settingsSchema } from './settings.ts'

interface GatewaySimulatorOptions {
  /** 0 takes a free one. */
  readonly port?: number
  readonly host?: string
  /** Over the defaults: a gateway that is quick, sound and open. */
  readonly settings?: Partial<GatewaySettings>
  /** The same seed draws the same faults for the same sequence of calls. */
  readonly seed?: number
  /** Where its books are kept; none and they end with it. */
  readonly ledgerFile?: string | undefined
}

export interface GatewaySimulator {
  /** `http://host:port` */
  readonly url: string
  readonly ledger: Ledger
  /** Calls so far, by what became of them: `answered`, `pending`, `closed`, or the fault's name. */
  readonly calls: Readonly<Record<string, number>>
  change(settings: Partial<GatewaySettings>): void
  stop(): Promise<void>
}

const requestSchema = Type.Object({
  orderId: Type.String({ minLength: 1, maxLength: 100 }),
  customerId: Type.String({ minLength: 1, maxLength: 100 }),
  amount: Type.Object({
    amount: Type.Integer({ minimum: 0 }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  }),
})
const headersSchema = Type.Object({ 'idempotency-key': Type.String({ minLength: 1, maxLength: 200 }) })

/**
 * A payment provider to test against: `POST /captures` and `POST /refunds` with an `Idempotency-Key`.
 * The same key has the same answer for good. `GET /charges` and `GET /charges/:orderId` show its books;
 * `GET` and `POST /_control` show and change how it behaves. It knows no caller, so it listens on loopback.
 */
export async function startGatewaySimulator(
  options: GatewaySimulatorOptions = {},
): Promise<GatewaySimulator> {
  const { port = 0, host = '127.0.0.1', seed = 1, ledgerFile } = options
  const settings: GatewaySettings = { ...defaultSettings, ...options.settings }
  const random = seededRandom(seed)
  const ledger = createLedger(ledgerFile)
  const calls: Record<string, number> = {}
  const slowSince = new Map<string, number>()
  const app = Fastify({
    ...strictOptions,
    forceCloseConnections: true,
    bodyLimit: 65_536,
    ajv: { customOptions: { coerceTypes: false, useDefaults: false, removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setErrorHandler(sendProblem)
  app.setNotFoundHandler(notFound)
  await app.register(strictHttp, { problemTypes: 'urn:gateway:problem:', origins: [] })

  const count = (what: string) => {
    calls[what] = (calls[what] ?? 0) + 1
  }

  for (const [path, operation] of [
    ['/captures', 'capture'],
    ['/refunds', 'refund'],
  ] as const) {
    app.post(path, { schema: { body: requestSchema, headers: headersSchema } }, async (request, reply) => {
      const fault = drawFault(settings, random)
      const latencyMs = drawLatency(settings, random)
      const { open } = settings
      if (latencyMs >= 1) await pause(latencyMs)
      if (!open) throw refusal('closed', 503)
      if (fault === 'error') throw refusal('error', 500)

      const key = request.headers['idempotency-key']
      const known = ledger.find(key, operation, request.body)
      if (known === 'reused') throw refusal('reused', 409)
      const waitMs = known === undefined ? slowFor(key, operation, request.body) : 0
      if (waitMs > 0) {
        count('pending')
        return reply
          .code(202)
          .header('retry-after', settings.retryAfter || Math.ceil(waitMs / 1_000))
          .send({ result: 'pending' })
      }
      return answer(request, reply, known ?? decide(key, operation, request.body), fault)
    })
  }

  function slowFor(key: string, operation: Operation, { customerId }: GatewayRequest): number {
    if (!settings.testValues || operation !== 'capture' || !customerId.startsWith('slow-')) return 0
    const since = slowSince.get(key) ?? Date.now()
    slowSince.set(key, since)
    return since + settings.slowMs - Date.now()
  }

  function decide(key: string, operation: Operation, request: GatewayRequest): Entry {
    const declines =
      settings.testValues && operation === 'capture' && request.customerId.startsWith('declined-')
    const entry: Entry = { key, operation, result: declines ? 'declined' : 'approved', ...request }
    ledger.decide(entry)
    return entry
  }

  function answer(request: FastifyRequest, reply: FastifyReply, entry: Entry, fault: Fault) {
    count(fault === 'none' ? 'answered' : fault)
    const { orderId, operation, result } = entry
    const body = JSON.stringify({
      orderId,
      operation,
      result,
      ...(result === 'declined'
        ? { reason: 'CARD_DECLINED' }
        : { reference: derivedId(operation === 'capture' ? 'cap-' : 'ref-', orderId) }),
    })
    switch (fault) {
      case 'lost':
        reply.hijack()
        request.raw.socket.destroy()
        return reply
      case 'silent':
        reply.hijack()
        return reply
      case 'garbled':
        return reply.type('application/json').send('{"result":"approved"}')
      case 'duplicate':
        reply.raw.once('finish', () => void repeat(request, body))
        return reply.type('application/json').send(body)
      default:
        return reply.type('application/json').send(body)
    }
  }

  /** Whoever takes it for the answer to the next request on this connection credits the wrong order. */
  async function repeat({ raw: { socket } }: FastifyRequest, body: string) {
    if (settings.duplicateAfterMs > 0) await pause(settings.duplicateAfterMs)
    if (!socket.writable) return
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`
    socket.write(`${head}\r\n\r\n${body}`)
  }

  function refusal(type: string, status: number): HttpProblem {
    count(type)
    const asks = settings.retryAfter !== '' && status >= 500
    return new HttpProblem({ status, type, headers: asks ? { 'retry-after': settings.retryAfter } : {} })
  }

  app.get('/charges', () => ledger.totals())
  app.get('/charges/:orderId', { schema: { params: Type.Object({ orderId: Type.String() }) } }, request =>
    ledger.ofOrder(request.params.orderId),
  )
  app.get('/_control', () => ({ settings, calls }))
  const changes = Type.Partial(settingsSchema, { additionalProperties: false })
  app.post('/_control', { schema: { body: changes } }, request => {
    Object.assign(settings, request.body)
    return { settings, calls }
  })

  const url = await app.listen({ host, port })
  return {
    url,
    ledger,
    calls,
    change: changed => void Object.assign(settings, changed),
    stop: () => app.close(),
  }
}
