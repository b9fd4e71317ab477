import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Collector, ReceivedSpan } from '@orderflow/test-servers/collector'
import type { GatewaySimulator } from '@orderflow/test-servers/gateway'
import { beforeAll, expect, test } from 'vitest'
import { ask, eventually, type OrderBody, query, type Shop } from '../shop.ts'
import type { RunningSystem } from './system.ts'
import { isShared, treeOf } from './tree.ts'
import type { Witness } from './witness.ts'

/** The trace of every kind of order. The first suite of its system: no span may have failed. */
export function tracing(running: () => RunningSystem) {
  let shop: Shop
  let collector: Collector
  let gateway: GatewaySimulator
  let witness: Witness
  beforeAll(() => {
    ;({ shop, collector, gateway, witness } = running())
  })

  interface Placed {
    readonly orderId: string
    readonly traceId: string
    readonly correlationId: string
  }

  /** Places an order; which trace it is in is found by its correlation id. */
  async function place(
    customerId: string,
    productId: string,
    quantity = 1,
    headers: Record<string, string> = {},
  ): Promise<Placed> {
    const response = await shop.fetch(`${shop.addresses.order}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ customerId, items: [{ productId, quantity }] }),
    })
    expect(response.status).toBe(202)
    const { orderId } = (await response.json()) as OrderBody
    return { orderId, ...(await found(response)) }
  }

  async function found(response: Response): Promise<Omit<Placed, 'orderId'>> {
    const correlationId = response.headers.get('x-correlation-id') ?? ''
    const span = await eventually(
      async () => collector.spans.find(span => isOf(span, correlationId) && span.kind === 'SERVER'),
      span => span !== undefined,
    )
    return { traceId: span?.traceId ?? '', correlationId }
  }

  const isOf = ({ attributes }: ReceivedSpan, correlationId: string) =>
    attributes['orderflow.correlation_id'] === correlationId

  /** Reporting reads everything and answers nothing: a leaf below every event, which a test of its own looks at. */
  const isSaga = ({ service }: ReceivedSpan) => service !== 'reporting'
  const tree = (traceId: string) => treeOf(collector.spans.filter(isSaga), traceId)

  const trees: { readonly found: () => string; readonly expected: string }[] = []

  /**
   * Waits until a trace is this tree, and remembers it: nothing is to be added to it afterwards. There is no order between topics: where
   * no event has to be late, one that was overtaken by what followed from it is, by chance.
   */
  async function expectTree(traceId: string, expected: string): Promise<void> {
    const wanted = unindented(expected)
    const found = () => (wanted.includes(late) ? tree(traceId) : tree(traceId).replaceAll(late, ''))
    trees.push({ found, expected: wanted })
    await eventually(
      async () => found(),
      text => text === wanted,
    ).catch(() => {})
    expect(found()).toBe(wanted)
  }
  const late = ' (late)'

  const unindented = (text: string) => indented(text, 0).trimStart()

  /** A block of lines, each on a new line, the outermost of them so far from the margin. */
  function indented(text: string, spaces: number): string {
    const lines = text.split('\n').filter(line => line.trim() !== '')
    const margin = Math.min(...lines.map(line => line.search(/\S/)))
    return lines.map(line => `\n${' '.repeat(spaces)}${line.slice(margin)}`).join('')
  }

  /** The two that the gateway keeps waiting go on beside all others. */
  let cancelled: Placed & { readonly cancelTraceId: string }
  let expired: Placed

  test('orders that wait for the gateway are placed; one is cancelled by its customer, one by its deadline', async () => {
    expired = await place('slow-1', 'prod-11')
    const order = await place('slow-2', 'prod-12')
    for (const { orderId } of [expired, order]) {
      await eventually(
        async () => ask(shop, `${shop.addresses.payment}/payments/${orderId}`),
        ({ status }) => status === 'PENDING',
      )
    }
    await query(shop, 'orders', 'UPDATE orders SET deadline_at = now() WHERE order_id = $1', [
      expired.orderId,
    ])
    const asked = await shop.fetch(`${shop.addresses.order}/orders/${order.orderId}/cancel`, {
      method: 'POST',
    })
    expect(asked.status).toBe(202)
    const { traceId } = await found(asked)
    cancelled = { ...order, cancelTraceId: traceId }
  })

  test('an order that is completed', async () => {
    const { traceId } = await place('c-1', 'prod-1')
    await expectTree(
      traceId,
      `
    order: POST /orders
      order: create order.created.v1
      order: create order.created.v2
        inventory: process order.created.v2
          inventory: create inventory.adjusted.v1
          inventory: create stock.reserved.v1
            order: process stock.reserved.v1
            payment: process stock.reserved.v1
              payment: capture payment (approved)
                payment: create payment.captured.v1
                  order: process payment.captured.v1
                  shipping: process payment.captured.v1
                    shipping: create shipment.dispatched.v1
                      inventory: process shipment.dispatched.v1
                        inventory: create inventory.adjusted.v1
                      order: process shipment.dispatched.v1
                        order: create order.completed.v1
                payment: gateway capture (approved)
    `,
    )
  })

  test('an order that there is no stock for', async () => {
    const { traceId } = await place('c-1', 'prod-scarce', 6)
    await expectTree(
      traceId,
      `
    order: POST /orders
      order: create order.created.v1
      order: create order.created.v2
        inventory: process order.created.v2
          inventory: create stock.rejected.v1
            order: process stock.rejected.v1
              order: create order.rejected.v1
    `,
    )
  })

  test('an order whose payment is declined, and its stock released', async () => {
    const { traceId } = await place('declined-1', 'prod-2')
    await expectTree(
      traceId,
      `
    order: POST /orders
      order: create order.created.v1
      order: create order.created.v2
        inventory: process order.created.v2
          inventory: create inventory.adjusted.v1
          inventory: create stock.reserved.v1
            order: process stock.reserved.v1
            payment: process stock.reserved.v1
              payment: capture payment (declined)
                payment: create payment.declined.v1
                  inventory: process payment.declined.v1
                    inventory: create inventory.adjusted.v1
                    inventory: create stock.released.v1
                  order: process payment.declined.v1
                    order: create order.rejected.v1
                payment: gateway capture (declined)
    `,
    )
  })

  test('an order that cannot be delivered: its money goes back, and its stock', async () => {
    const { traceId } = await place('undeliverable-1', 'prod-3')
    await expectTree(
      traceId,
      `
    order: POST /orders
      order: create order.created.v1
      order: create order.created.v2
        inventory: process order.created.v2
          inventory: create inventory.adjusted.v1
          inventory: create stock.reserved.v1
            order: process stock.reserved.v1
            payment: process stock.reserved.v1
              payment: capture payment (approved)
                payment: create payment.captured.v1
                  order: process payment.captured.v1
                  shipping: process payment.captured.v1
                    shipping: create shipment.failed.v1
                      inventory: process shipment.failed.v1
                        inventory: create inventory.adjusted.v1
                        inventory: create stock.released.v1
                      order: process shipment.failed.v1
                        order: create order.cancelled.v1
                      payment: process shipment.failed.v1
                        payment: refund payment (approved)
                          payment: create payment.refunded.v1
                          payment: gateway refund (approved)
                payment: gateway capture (approved)
    `,
    )
  })

  /** What follows from a cancellation that overtakes the capture, by whomever it was asked for. */
  const cancellation = `
    order: create order.cancellation-requested.v1
      shipping: process order.cancellation-requested.v1
        shipping: create shipment.cancelled.v1
          inventory: process shipment.cancelled.v1
            inventory: create inventory.adjusted.v1
            inventory: create stock.released.v1
          order: process shipment.cancelled.v1
            order: create order.cancelled.v1
          payment: process shipment.cancelled.v1`

  const isVoid = ({ service, name }: ReceivedSpan) =>
    service === 'payment' && name === 'process shipment.cancelled.v1'

  /** The trace of an order that was cancelled while the gateway was undecided: what it captures goes back. */
  const overtaken = `
      order: create order.created.v1
      order: create order.created.v2
        inventory: process order.created.v2
          inventory: create inventory.adjusted.v1
          inventory: create stock.reserved.v1
            order: process stock.reserved.v1
            payment: process stock.reserved.v1
              payment: capture payment (approved)
                payment: create payment.captured.v1
                  order: process payment.captured.v1 (late)
                  shipping: process payment.captured.v1 (late)
                payment: gateway capture (approved)
                payment: refund payment (approved)
                  payment: create payment.refunded.v1
                  payment: gateway refund (approved)
              payment: capture payment (pending)
                payment: gateway capture (pending)`

  test('an order that its customer cancels: a trace of its own, with a link to the order', async () => {
    const { traceId, cancelTraceId } = cancelled
    await expectTree(cancelTraceId, `order: POST /orders/:orderId/cancel${indented(cancellation, 2)}`)
    await eventually(
      async () => collector.spans.filter(isVoid),
      spans => spans.some(span => span.traceId === expired.traceId),
    )
    // Only now, when payment knows of both, does the gateway decide.
    gateway.change({ slowMs: 0 })
    await query(shop, 'payments', 'UPDATE gateway_requests SET due_at = now()')
    await expectTree(traceId, `order: POST /orders${indented(overtaken, 2)}`)
    const server = (trace: string) =>
      collector.spans.find(span => span.traceId === trace && span.kind === 'SERVER')
    const { spanId } = server(traceId) as ReceivedSpan
    expect(server(cancelTraceId)?.links).toEqual([{ traceId, spanId }])
  })

  test('an order that its deadline cancels: its trace goes on from the request', async () => {
    await expectTree(
      expired.traceId,
      `order: POST /orders
  order: DeadlinePassed${indented(cancellation, 4)}${indented(overtaken, 2)}`,
    )
    gateway.change({ slowMs: 20_000 })
  })

  test("a caller's trace goes on, without its state, to the gateway and to the end", async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, tracestate: 'vendor=opaque' }
    const order = await place('c-2', 'prod-4', 1, headers)
    expect(order.traceId).toBe(traceId)
    const find = async (name: string) =>
      await eventually(
        async () => collector.spans.find(span => span.traceId === traceId && span.name === name),
        span => span !== undefined,
      )
    expect((await find('create order.completed.v1'))?.traceState ?? '').toBe('')
    const call = await find('gateway capture')
    expect(witness.traceparents.get(`${order.orderId}:capture`)).toBe(`00-${traceId}-${call?.spanId}-01`)
  })

  test('a caller that does not sample: its trace goes on, and no span is recorded', async () => {
    const traceId = '5bf92f3577b34da6a3ce929d0e0e4736'
    const response = await shop.fetch(`${shop.addresses.order}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-00f067aa0ba902b7-00` },
      body: JSON.stringify({ customerId: 'c-3', items: [{ productId: 'prod-5', quantity: 1 }] }),
    })
    const { orderId } = (await response.json()) as OrderBody
    await eventually(
      () => ask(shop, `${shop.addresses.order}/orders/${orderId}`),
      ({ status }) => status === 'COMPLETED',
    )
    expect(witness.traceparents.get(`${orderId}:capture`)).toMatch(
      new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`),
    )
    expect(collector.spans.filter(span => span.traceId === traceId)).toEqual([])
  })

  test('reporting takes in every event within the trace of its order, once', async () => {
    const unread = () => {
      const read = collector.spans.filter(span => !isSaga(span)).map(({ parentId }) => parentId)
      const created = collector.spans.filter(({ kind, name }) => kind === 'PRODUCER' && !isCopy(name))
      return created.filter(({ spanId }) => read.filter(parentId => parentId === spanId).length !== 1)
    }
    await eventually(
      async () => unread().map(({ name }) => name),
      names => names.length === 0,
    )
  })

  /** The older version that is published beside the newest, for those who read that. */
  const isCopy = (name: string) => name === 'create order.created.v1'

  test('what is done together is seen: each transaction and each send, with links to all that shared it', async () => {
    const missing = () => {
      const shared = collector.spans.filter(isShared)
      const linked = new Set(shared.flatMap(({ links }) => links.map(({ spanId }) => spanId)))
      return collector.spans.filter(({ kind, spanId, attributes }) => {
        const decided = kind === 'CONSUMER' || attributes['orderflow.outcome'] !== undefined
        return (decided || kind === 'PRODUCER') && !linked.has(spanId)
      })
    }
    expect(collector.spans.filter(isShared).length).toBeGreaterThan(20)
    await eventually(
      async () => missing().map(({ name }) => name),
      names => names.length === 0,
    )
  })

  test('names and attributes are those of the semantic conventions', async () => {
    const { traceId } = await place('c-4', 'prod-6')
    const ofTrace = () => collector.spans.filter(span => span.traceId === traceId)
    const span = async (name: string, service?: string) =>
      (await eventually(
        async () => ofTrace().find(each => each.name === name && (service ?? each.service) === each.service),
        found => found !== undefined,
      )) as ReceivedSpan
    const created = await span('create order.created.v2')
    expect(await span('process order.created.v2', 'inventory')).toMatchObject({
      kind: 'CONSUMER',
      parentId: created.spanId,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'order.created.v2',
        'messaging.destination.partition.id': expect.stringMatching(/^\d+$/),
        'messaging.consumer.group.name': 'inventory',
        'messaging.kafka.offset': expect.any(Number),
        'messaging.kafka.message.key': expect.any(String),
        'messaging.message.id': created.attributes['messaging.message.id'],
        'messaging.message.conversation_id': expect.any(String),
        'cloudevents.event_type': 'OrderCreated',
        'orderflow.outcome': 'applied',
      },
      resource: { 'service.name': 'inventory', 'service.namespace': 'orderflow', 'service.version': '0.1.0' },
    })
    expect(created).toMatchObject({ kind: 'PRODUCER', attributes: { 'messaging.operation.type': 'create' } })
    expect(await span('POST /orders')).toMatchObject({
      kind: 'SERVER',
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/orders',
        'http.response.status_code': 202,
        'url.path': '/orders',
      },
    })
    expect(await span('gateway capture')).toMatchObject({
      kind: 'CLIENT',
      attributes: {
        'http.request.method': 'POST',
        'http.response.status_code': 200,
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(witness.url).port),
      },
    })
  })

  test('trace, log lines and exemplars of an order lead to each other', async () => {
    const { traceId, correlationId } = await place('c-5', 'prod-47')
    const lines = async (service: string) =>
      (await readFile(join(shop.dataDir, `${service}.log`), 'utf8'))
        .split('\n')
        .slice(0, -1) // of what is being written now there may be a part
        .filter(line => line.includes(correlationId))
        .map(line => JSON.parse(line))
    const [answered] = await eventually(
      async () => (await lines('order')).filter(({ msg }) => msg === 'request answered'),
      found => found.length > 0,
    )
    expect(answered).toMatchObject({ trace_id: traceId, correlationId, path: '/orders' })
    const spanIds = () => collector.spans.filter(span => span.traceId === traceId).map(({ spanId }) => spanId)
    expect(spanIds()).toContain(answered.span_id)
    for (const service of ['inventory', 'payment', 'shipping']) {
      const [processed] = await eventually(
        () => lines(service),
        found => found.length > 0,
      )
      expect(processed).toMatchObject({ trace_id: traceId, msg: 'an input was processed' })
      await eventually(
        async () => spanIds(),
        ids => ids.includes(processed.span_id),
      )
    }
    expect(await exemplars('order', 'http_request_duration_seconds')).toContain(traceId)
    await eventually(
      () => exemplars('order', 'saga_duration_seconds'),
      traceIds => traceIds.includes(traceId),
    )
    const known = new Set(collector.spans.map(span => span.traceId))
    for (const service of ['order', 'inventory', 'payment', 'shipping'] as const) {
      const traceIds = await exemplars(service, 'batch_duration_seconds')
      expect(traceIds.length).toBeGreaterThan(0)
      for (const id of traceIds) expect(known).toContain(id)
    }
  })

  async function exemplars(service: keyof Shop['addresses'], metric: string): Promise<string[]> {
    const headers = { accept: 'application/openmetrics-text' }
    const text = await (await fetch(`${shop.addresses[service]}/metrics`, { headers })).text()
    const found = text.matchAll(new RegExp(`^${metric}_bucket.* # \\{trace_id="([0-9a-f]{32})"\\}`, 'gm'))
    return [...found].map(([, traceId]) => traceId as string)
  }

  test('nothing was added to the trees since, and no span failed', () => {
    for (const { found, expected } of trees) expect(found()).toBe(expected)
    expect(collector.spans.filter(({ isError }) => isError)).toEqual([])
  })
}

/** The last suite of its system: it stops the collector, and the services. */
export function withoutCollector(running: () => RunningSystem) {
  test('nothing is harmed: it is logged, orders end, and services stop in order and in time', async () => {
    const { shop, collector } = running()
    const log = () => readFile(join(shop.dataDir, 'order.log'), 'utf8')
    // On a busy machine the collector has been late before.
    const reports = async () => (await log()).split('OpenTelemetry reports a problem').length
    const before = await reports()
    await collector.stop()
    const response = await shop.fetch(`${shop.addresses.order}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customerId: 'c-6', items: [{ productId: 'prod-8', quantity: 1 }] }),
    })
    const { orderId } = (await response.json()) as OrderBody
    await eventually(
      () => ask(shop, `${shop.addresses.order}/orders/${orderId}`),
      ({ status }) => status === 'COMPLETED',
    )
    await eventually(reports, count => count > before)
    const exits = await Promise.all(
      Object.values(shop.processes).map(async service => {
        const exit = new Promise<number | null>(resolve => service.onExit(({ code }) => resolve(code)))
        await service.stop()
        return await exit
      }),
    )
    expect(exits).toEqual([0, 0, 0, 0, 0])
  })
}
