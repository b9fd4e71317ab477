import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { deadLetterTopic } from '@orderflow/messaging/events'
import { createKafka, createSender } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import { parseSamples, type Sample, sumOf } from '@orderflow/service-kit/testing'
import { beforeAll, expect, test } from 'vitest'
import { type ServiceName, services } from '../../../dev/lib/services.ts'
import { debianPrometheus, installed } from '../../observability/installed.ts'
import { ask, eventually, orderToEnd, type Shop } from '../shop.ts'

/** What the services export, and that docs/metrics.md says so. */
export function metrics(running: () => { readonly shop: Shop }) {
  let shop: Shop
  beforeAll(() => {
    shop = running().shop
  })

  const scrape = async (name: ServiceName) => await (await fetch(`${shop.addresses[name]}/metrics`)).text()
  const samplesOf = async (name: ServiceName) => parseSamples(await scrape(name))
  const every = async () =>
    Object.fromEntries(
      await Promise.all(services.map(async ({ name }) => [name, await scrape(name)])),
    ) as Record<ServiceName, string>

  /** Orders with every outcome, and all that a client or another producer may send, each time under new names. */
  async function wave() {
    const mark = randomUUID()
    await Promise.all([
      orderToEnd(shop, `c-${mark}`, 'prod-1'),
      orderToEnd(shop, `declined-${mark}`, 'prod-1'),
      orderToEnd(shop, `undeliverable-${mark}`, 'prod-1'),
      orderToEnd(shop, `c-${mark}`, `prod-${mark}`),
    ])
    for (const [name, address] of Object.entries(shop.addresses)) {
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']) {
        await fetch(`${address}/${name}/${mark}?q=${mark}`, { method })
      }
    }
    await shop.fetch(`${shop.addresses.order}/orders`, { method: 'POST', body: mark })
    await ask(shop, `${shop.addresses.inventory}/products/prod-${mark}`)
    await ask(shop, `${shop.addresses.payment}/payments/${mark}`)

    const logger = createLogger({ service: 'e2e', level: 'silent' })
    const kafka = createKafka({ clientId: 'e2e', brokers: shop.servers.kafka.bootstrap, logger })
    const sender = createSender(kafka, { logger })
    const headers = { ce_specversion: '1.0', ce_id: mark, ce_type: `Type-${mark}`, ce_source: mark }
    await sender.send([
      { topic: 'order.created.v2', partition: 0, key: mark, value: Buffer.from('{}'), headers },
      { topic: 'order.created.v2', partition: 0, key: mark, value: null, headers: { [mark]: mark } },
    ])
    await sender.close()
    await kafka.close()
  }

  /** The rows of the tables in docs/metrics.md: what a metric is called, and its type and labels where they are given. */
  async function documented() {
    const page = await readFile(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8')
    const codes = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code as string)
    return page
      .split('\n')
      .filter(line => line.startsWith('| `'))
      .flatMap(line => {
        const cells = line.split('|').map(cell => cell.trim())
        const [, names, type, labels] = cells
        return codes(names).map(name =>
          cells.length > 5 ? { name, type, labels: codes(labels).sort() } : { name },
        )
      })
  }

  const typesIn = (exposition: string) =>
    [...exposition.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(
      ([, name, type]) => [name as string, type] as const,
    )

  const isOfNode = (name: string) => /^(nodejs|process)_/.test(name)
  /** What each service has, whatever it is. */
  const common = `consumer_lag messages_consumed_total messages_per_second consumer_errors_total dlq_messages
  invalid_schema_events dead_letters_total outbox_unsent outbox_oldest_seconds inbox_duplicates_total batch_size
  batch_duration_seconds db_pool_connections http_request_duration_seconds relay_messages_total relay_errors_total
  relay_owner metrics_source_up nodejs_eventloop_lag_seconds nodejs_eventloop_lag_p99_seconds`.split(/\s+/)

  test('docs/metrics.md names every metric that is exported, and no other, with its type and labels', async () => {
    await wave()
    const exposed = Object.values(await every())
    const types = new Map(exposed.flatMap(typesIn))
    const rows = await documented()
    const names = rows.map(({ name }) => name)
    expect(names.filter((name, i) => names.indexOf(name) !== i && !isOfNode(name))).toEqual([])
    expect(names.filter(name => !isOfNode(name)).sort()).toEqual(
      [...types.keys()].filter(name => !isOfNode(name)).sort(),
    )
    // Node.js shows less of itself on some systems.
    expect(names).toEqual(expect.arrayContaining([...types.keys()]))

    const samples = exposed.flatMap(parseSamples)
    for (const { name, type, labels } of rows) {
      if (type === undefined) continue
      expect(type, name).toBe(types.get(name))
      const ofName = samples.filter(sample => sample.name.replace(/_(bucket|sum|count)$/, '') === name)
      const shown = new Set(ofName.flatMap(sample => Object.keys(sample.labels)))
      shown.delete('le')
      if (ofName.length > 0) expect([...shown].sort(), name).toEqual(labels)
    }
  })

  test.skipIf(!installed('promtool', '--version', debianPrometheus))(
    'Prometheus’ own linter has nothing to say of any metric',
    async () => {
      for (const [name, input] of Object.entries(await every())) {
        const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
          input,
          encoding: 'utf8',
        })
        expect([status, `${stdout}${stderr}`], name).toEqual([0, ''])
      }
    },
  )

  test('each service exports what all have, and order and payment what only they have', async () => {
    const exposed = await every()
    for (const { name } of services) {
      expect(
        typesIn(exposed[name]).map(([metric]) => metric),
        name,
      ).toEqual(expect.arrayContaining(common))
    }
    for (const name of ['order', 'inventory', 'payment'] as const) {
      expect(exposed[name]).toMatch(/^stuck_orders 0$/m)
    }
    expect(exposed.order).toMatch(/^saga_duration_seconds_count{outcome="COMPLETED"} [1-9]/m)
    expect(exposed.payment).toMatch(/^gateway_breaker_state 0$/m)
  })

  test('lag and dead letters of each service are there for all of its topics', async () => {
    for (const { name, topics } of services) {
      // They are there after the first look at the brokers.
      const topicsIn = async (metric: string) =>
        (await samplesOf(name))
          .filter(sample => sample.name === metric && (sample.labels.group ?? name) === name)
          .map(({ labels }) => labels.topic)
      await expect
        .poll(async () => new Set(await topicsIn('consumer_lag')), { message: name })
        .toEqual(new Set(topics))
      await expect
        .poll(async () => new Set(await topicsIn('dlq_messages')), { message: name })
        .toEqual(new Set(topics.map(topic => deadLetterTopic(topic, name))))
    }
    await eventually(
      async () =>
        sumOf(await samplesOf('inventory'), 'dlq_messages', { topic: 'order.created.v2.inventory.dlq' }),
      depth => depth === 2,
    )
  })

  test('however much happens, and under whatever names, the series are the same', async () => {
    await wave()
    const before = await every()
    await wave()
    await wave()
    const after = await every()
    for (const { name } of services) {
      const [old, now] = [before[name], after[name]].map(parseSamples) as [Sample[], Sample[]]
      // Which outcomes repeated deliveries have is a matter of timing; of Node.js, what it has opened meanwhile.
      const counted = (samples: Sample[]) =>
        samples
          .filter(sample => !isOfNode(sample.name) && sample.name !== 'inputs_total')
          .map(sample => `${sample.name} ${JSON.stringify(sample.labels)}`)
          .sort()
      expect(counted(now), name).toEqual(counted(old))
      // A route has 16 of each status that it has answered, and reporting, of lag, one for each partition.
      expect(now.length, name).toBeLessThan(1_500)
      for (const { labels } of now) {
        for (const value of Object.values(labels)) expect(value).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/)
      }
    }
  })
}
