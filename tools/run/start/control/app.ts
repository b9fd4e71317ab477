import type { AddressInfo } from 'node:net'
import cors from '@fastify/cors'
import type { ControlAnswers } from '@orderflow/live-page/api'
import { HttpProblem, notFound, sendProblem, strictHttp, strictOptions } from '@orderflow/service-kit'
import { type FastifyInstance, fastify } from 'fastify'
import { type Gate, refusalOf } from './guard.ts'
import type { Action, Processes } from './processes.ts'

/** What the page can do to the messages of the system. */
export interface Messages {
  /** Sends the newest event of an order, or of all, once more. */
  duplicate(orderId?: string): Promise<ControlAnswers['duplicate']>
  /** Sends a message that its readers refuse; on a topic that this service reads, if one is named. */
  poison(service?: string): Promise<ControlAnswers['poison']>
  /** Sends every open dead letter back. */
  redrive(): Promise<ControlAnswers['redrive']>
}

export interface ControlOptions {
  readonly processes: Processes
  readonly messages: Messages
  readonly gate: Omit<Gate, 'hosts'>
}

const actions: readonly Action[] = ['kill', 'stop', 'start']

/** The control API of `npm start`, not yet listening; on loopback alone, for the live page alone. */
export async function createControlApp(options: ControlOptions): Promise<FastifyInstance> {
  const { processes, messages, gate } = options
  const app = fastify({
    ...strictOptions,
    bodyLimit: 4_096,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  })
  app.setErrorHandler((error, request, reply) => sendProblem(told(error), request, reply))
  app.setNotFoundHandler(notFound)
  await app.register(strictHttp, { problemTypes: 'urn:orderflow:problem:', origins: gate.origins })
  app.addHook('onRequest', async ({ method, headers }) => {
    const caller = { host: headers.host, origin: headers.origin, token: tokenOf(headers['x-control-token']) }
    // A browser asks first whether it may send the token, without it.
    const asks = method === 'OPTIONS' && headers.origin !== undefined
    const refusal = refusalOf(asks ? { ...caller, token: gate.token } : caller, {
      ...gate,
      hosts: hosts(app),
    })
    if (refusal !== undefined) throw new HttpProblem(refusal)
  })
  await app.register(cors, {
    origin: [...gate.origins],
    methods: ['GET', 'POST'],
    allowedHeaders: ['content-type', 'x-control-token'],
    maxAge: 600,
  })

  app.get('/state', async (): Promise<ControlAnswers['state']> => ({ processes: processes.states() }))

  app.post<{ Params: { name: string; action: string } }>(
    '/processes/:name/:action',
    async (request): Promise<ControlAnswers['process']> => {
      const { name, action } = request.params
      if (!processes.has(name) || !actions.includes(action as Action)) {
        throw new HttpProblem({ status: 404, detail: `There is no process ${name} to ${action}.` })
      }
      return { state: await processes.act(name, action as Action) }
    },
  )

  app.post<{ Body: { orderId?: string } | null }>(
    '/duplicate',
    { schema: { body: bodyWith('orderId') } },
    async ({ body }) => await messages.duplicate(body?.orderId),
  )
  app.post<{ Body: { service?: string } | null }>(
    '/poison',
    { schema: { body: bodyWith('service') } },
    async ({ body }) => await messages.poison(body?.service),
  )
  app.post('/redrive', async () => await messages.redrive())
  return app
}

/** Who asks has the token and sits at this machine, so what failed is told as it is. */
function told(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof HttpProblem || 'statusCode' in error) return error
  return new HttpProblem({ status: 500, detail: error.message, cause: error })
}

const bodyWith = (property: string) => ({
  type: 'object',
  nullable: true,
  properties: { [property]: { type: 'string', minLength: 1, maxLength: 100 } },
})

const tokenOf = (header: string | string[] | undefined) => (typeof header === 'string' ? header : undefined)

/** The names by which the app that listens may be called. */
function hosts(app: FastifyInstance): string[] {
  const addresses = app.addresses() as AddressInfo[]
  return addresses.flatMap(({ port }) => [`127.0.0.1:${port}`, `localhost:${port}`])
}
