import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { inspect } from 'node:util'
import { type Infrastructure, startInfrastructure } from '@orderflow/test-servers/infrastructure'
import pg from 'pg'
import { keepAuthorization } from '../../dev/lib/authorization-file.ts'
import { type Endpoints, writeEndpoints } from '../../dev/lib/endpoints.ts'
import { type RunningServices, type ServicesOptions, startServices } from '../../dev/lib/service-processes.ts'

/** The whole system for a test: real servers, every service a process of its own, nobody else on them. */
export interface Shop extends RunningServices {
  readonly servers: Infrastructure
  /** Where the logs are. */
  readonly dataDir: string
  /** A superuser's URL of a database. */
  databaseUrl(database: string): string
  endpoints(): Endpoints
}

/** @param options configuration of all services, of single ones over that, and a payment gateway over HTTP */
export async function openShop(
  options: Pick<ServicesOptions, 'env' | 'serviceEnv' | 'gatewayUrl'> = {},
): Promise<Shop> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderflow-e2e-'))
  const log = () => {}
  const servers = await startInfrastructure({ log })
  try {
    const { adminUrl } = servers.postgres
    const brokers = servers.kafka.bootstrap
    const services = await startServices({ ...options, brokers, adminUrl, dataDir, log })
    const { hostname: host, port, username: user, password } = new URL(adminUrl)
    const { url, clientId, clientSecret } = services.issuer
    const endpoints: Endpoints = {
      kafka: brokers,
      postgres: { host, port: Number(port), user, password: decodeURIComponent(password) },
      services: services.addresses,
      issuer: { url, clientId, clientSecret },
      pids: { kafka: [] },
    }
    // What a command reads that is told ORDERFLOW_RUN_DIR, and curl.
    await writeEndpoints(endpoints, join(dataDir, 'endpoints.json'))
    const removeAuthorization = await keepAuthorization(
      services.orders.authorization,
      join(dataDir, 'authorization'),
    )
    return {
      ...services,
      servers,
      dataDir,
      endpoints: () => endpoints,
      databaseUrl(database) {
        const url = new URL(adminUrl)
        url.pathname = `/${database}`
        return url.href
      },
      async stop() {
        await removeAuthorization()
        await services.stop()
        await servers.stop()
        await rm(dataDir, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await servers.stop()
    throw error
  }
}

/** The rows of a statement in one of the databases, as a superuser. */
export async function query<Row extends pg.QueryResultRow>(
  shop: Pick<Shop, 'databaseUrl'>,
  database: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: shop.databaseUrl(database) })
  await client.connect()
  const { rows } = await client.query<Row>(text, [...values]).finally(() => client.end())
  return rows
}

/** Asks again until `done` accepts the answer; fails with the last answer after `withinMs`. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  done: (answer: Answer) => boolean,
  withinMs = 60_000,
): Promise<Answer> {
  const started = Date.now()
  const deadline = started + withinMs
  for (;;) {
    const answer = await ask()
    if (done(answer)) return answer
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms; last: ${inspect(answer)}`)
    // Looking is work for the servers too: never more often than twenty times in the time that has passed.
    await pause(Math.min(250, Math.max(25, (Date.now() - started) / 20)))
  }
}

export interface OrderBody {
  readonly orderId: string
  /** Where reporting tells it, the customer's pseudonym. */
  readonly customerId: string
  readonly status: string
  readonly reason?: string
  readonly total?: { readonly amount: number; readonly currency: string }
}

/** Places an order and waits until it has come to its end. */
export async function orderToEnd(shop: Shop, customerId: string, productId: string, quantity = 1) {
  const response = await shop.fetch(`${shop.addresses.order}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customerId, items: [{ productId, quantity }] }),
  })
  const { orderId } = (await response.json()) as OrderBody
  return await eventually(
    async () => (await (await shop.fetch(`${shop.addresses.order}/orders/${orderId}`)).json()) as OrderBody,
    ({ status }) => ['COMPLETED', 'REJECTED', 'CANCELLED'].includes(status),
    180_000, // some are held up meanwhile, by a bug that commands mend
  )
}

/** Waits until reporting tells of an order, and of its end if that is told: it reads behind the others, whose word it goes by. */
export async function reported(shop: Shop, orderId: string, end?: string): Promise<OrderBody> {
  const told = async () =>
    (await ask(shop, `${shop.addresses.reporting}/orders/${orderId}/journey`)).order as OrderBody | undefined
  const order = await eventually(told, found => found !== undefined && (end ?? found.status) === found.status)
  return order as OrderBody
}

/** What a service tells the operator at a path, or the status if it is not 200. */
export async function ask(shop: Pick<Shop, 'fetch'>, url: string): Promise<Record<string, unknown>> {
  const response = await shop.fetch(url)
  return response.ok ? ((await response.json()) as Record<string, unknown>) : { status: response.status }
}
