import { randomUUID } from 'node:crypto'
import { waitUntilSettled } from '@orderflow/audit'
import { createKafka, createSender } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import { parseSamples, sumOf } from '@orderflow/service-kit/testing'
import type { Collector } from '@orderflow/test-servers/collector'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { services } from '../../../dev/lib/services.ts'
import { dashboardQueries, readRules, ruleQueries, traceQueries } from '../../observability/files.ts'
import { debianPrometheus, installed } from '../../observability/installed.ts'
import { type Prometheus, startPrometheus } from '../../observability/prometheus.ts'
import { alerts, recordedSeries } from '../../observability/recorded.ts'
import { type Series, unanswered } from '../../observability/series.ts'
import { eventually, type OrderBody, orderToEnd, type Shop } from '../shop.ts'
import type { RunningSystem } from './system.ts'

const prometheusRunsHere = installed('prometheus', '--version', debianPrometheus)
const rules = await readRules()
const asked = [...(await dashboardQueries()), ...(await ruleQueries()), ...(await traceQueries())]
const placing = { method: 'POST', route: '/orders', status: '2xx' }

/** Rules, dashboards and links, asked of what the services export and, where there is one, of a real Prometheus. */
export function observability(running: () => Pick<RunningSystem, 'shop' | 'collector'>) {
  let shop: Shop
  let collector: Collector
  let prometheus: Prometheus | undefined
  let before: Awaited<ReturnType<typeof counts>>
  let ended: OrderBody[]
  beforeAll(async () => {
    ;({ shop, collector } = running())
    // Of orders that others have placed none is to end later.
    const settled = await waitUntilSettled({ postgresUrl: shop.databaseUrl, timeoutMs: 60_000 })
    expect(settled).toMatchObject({ settled: true })
    before = await counts()
    if (prometheusRunsHere) prometheus = await startPrometheus(shop.addresses, shop.dataDir)
    ended = await Promise.all([
      ...Array.from({ length: 6 }, (_, n) => orderToEnd(shop, `c-${n}`, 'prod-1')),
      orderToEnd(shop, 'declined-1', 'prod-1'),
      orderToEnd(shop, 'undeliverable-1', 'prod-1'),
      orderToEnd(shop, 'c-1', 'prod-scarce', 6),
    ])
    await poison()
    await refusedOrder()
  })
  afterAll(() => prometheus?.stop())

  /** What the order service has counted: orders that were placed, and how each one ended. */
  async function counts() {
    const samples = parseSamples(await (await fetch(`${shop.addresses.order}/metrics`)).text())
    const ended = (outcome: string) => sumOf(samples, 'saga_duration_seconds_count', { outcome }) ?? 0
    return {
      placed: sumOf(samples, 'http_request_duration_seconds_count', placing) ?? 0,
      COMPLETED: ended('COMPLETED'),
      REJECTED: ended('REJECTED'),
      CANCELLED: ended('CANCELLED'),
    }
  }

  /** A message that nobody can read. */
  async function poison() {
    const logger = createLogger({ service: 'e2e', level: 'silent' })
    const kafka = createKafka({ clientId: 'e2e', brokers: shop.servers.kafka.bootstrap, logger })
    const sender = createSender(kafka, { logger })
    const value = Buffer.from('not JSON')
    await sender.send([{ topic: 'order.created.v2', partition: 0, key: randomUUID(), value, headers: {} }])
    await sender.close()
    await kafka.close()
  }

  /** A POST that is answered with a 5xx, since the database is away. */
  async function refusedOrder() {
    await shop.servers.postgres.stop()
    try {
      await eventually(place, status => status >= 500)
    } finally {
      await shop.servers.postgres.start()
    }
    await eventually(place, status => status === 202)
  }

  /** Orders that were answered with 202, besides those of `ended`. */
  let others = 0
  async function place(): Promise<number> {
    const { status } = await shop.fetch(`${shop.addresses.order}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customerId: 'c-1', items: [{ productId: 'prod-1', quantity: 1 }] }),
    })
    if (status === 202) others++
    return status
  }

  /** What the services export, with the labels that Prometheus adds to it. */
  async function exported(): Promise<Series[]> {
    // As Prometheus asks: what it is given in this format may have other names than the text that a person sees.
    const headers = { accept: 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5' }
    const scraped = await Promise.all(
      Object.entries(shop.addresses).map(async ([service, address]) => {
        const text = await (await fetch(`${address}/metrics`, { headers })).text()
        const target = { job: 'orderflow', service, instance: new URL(address).host }
        return parseSamples(text).map(sample => ({
          name: sample.name,
          labels: { ...sample.labels, ...target },
        }))
      }),
    )
    return scraped.flat()
  }

  test('every panel, every rule and every link from a trace asks for what the services export', async () => {
    const made = recordedSeries(rules)
    await eventually(
      async () => unanswered(asked, [...(await exported()), ...made]),
      missing => missing.length === 0,
    )
  })

  describe.skipIf(!prometheusRunsHere)('a real Prometheus', () => {
    const found = async (expr: string) => (await prometheus?.query(expr)) ?? []
    const value = async (expr: string) => (await found(expr))[0]?.value
    const firing = (alert: string) => found(`ALERTS{alertname="${alert}",alertstate="firing"}`)

    test('reaches every service', async () => {
      const up = await eventually(
        () => found('up{job="orderflow"} == 1'),
        ({ length }) => length === services.length,
      )
      expect(up.map(({ labels }) => labels.service).sort()).toEqual(services.map(({ name }) => name).sort())
    })

    test('knows how many orders were placed, and how each one ended', async () => {
      const placed =
        'http_request_duration_seconds_count{service="order",method="POST",route="/orders",status="2xx"}'
      await eventually(
        () => value(placed),
        answer => answer === before.placed + ended.length + others,
      )
      const outcomes = {
        COMPLETED: before.COMPLETED + 6 + others,
        REJECTED: before.REJECTED + 2,
        CANCELLED: before.CANCELLED + 1,
      }
      for (const [outcome, orders] of Object.entries(outcomes)) {
        await eventually(
          () => value(`saga_duration_seconds_count{outcome="${outcome}"}`),
          answer => answer === orders,
        )
      }
    })

    test('finds something for every selector of every panel and every rule', async () => {
      const series = async (): Promise<Series[]> => {
        const all = (await prometheus?.series()) ?? []
        // Which alerts fire here, and with which labels, is another matter.
        return [...all.map(({ __name__: name = '', ...labels }) => ({ name, labels })), alerts(rules)]
      }
      await eventually(
        async () => unanswered(asked, await series()),
        missing => missing.length === 0,
      )
      for (const { expr } of asked) await found(expr)
    })

    test('leads from the durations of orders to their traces', async () => {
      const [exemplar] = await eventually(
        async () => (await prometheus?.exemplars('saga_duration_seconds_bucket')) ?? [],
        ({ length }) => length > 0,
      )
      await eventually(
        async () => collector.spans.filter(({ traceId }) => traceId === exemplar?.trace_id),
        spans => spans.some(({ name }) => name.startsWith('POST /orders')),
      )
    })

    test('records series with the labels that their names promise', async () => {
      for (const { record = '', labels = {} } of rules.filter(rule => rule.record !== undefined)) {
        const [first] = await found(record)
        if (first === undefined) continue // nothing failed long enough ago
        const { __name__: _, ...actual } = first.labels
        const level = record.split(':')[0]?.split('_') ?? []
        expect(Object.keys(actual).sort(), record).toEqual(
          [...new Set([...level, ...Object.keys(labels)])].sort(),
        )
      }
    })

    test('raises an alert when there is a dead letter', async () => {
      const [alert] = await eventually(
        () => firing('DeadLetters'),
        ({ length }) => length > 0,
      )
      expect(alert?.labels).toMatchObject({
        severity: 'warning',
        topic: expect.stringMatching(/^order\.created\.v2\..+\.dlq$/),
      })
    })

    test('raises an alert when a service is killed, sees its lag meanwhile, and is calm when it is back', async () => {
      const lag = () => value('group_topic:consumer_lag:sum{group="inventory",topic="order.created.v2"}')
      await eventually(lag, n => n === 0)
      // A scrape that came to nothing on a busy machine is over.
      await expect.poll(() => firing('ServiceDown')).toEqual([])

      shop.processes.inventory.kill()
      const [alert] = await eventually(
        () => firing('ServiceDown'),
        ({ length }) => length > 0,
      )
      expect(alert?.labels).toMatchObject({ service: 'inventory', severity: 'critical' })
      expect(await place()).toBe(202)
      await eventually(lag, n => n === 1)

      await shop.processes.inventory.start()
      await eventually(
        () => firing('ServiceDown'),
        ({ length }) => length === 0,
      )
      await eventually(lag, n => n === 0)
    })
  })
}
