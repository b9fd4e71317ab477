import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { ask, eventually, orderToEnd, query, type Shop } from '../shop.ts'
import { runSnippets } from '../snippets.ts'

/** What is held up, and the commands that bring it to its end. */
export function repairs(running: () => { readonly shop: Shop }) {
  let shop: Shop
  beforeAll(() => {
    shop = running().shop
  })

  const product = (id: string) => ask(shop, `${shop.addresses.inventory}/products/${id}`)
  const payment = (orderId: string) => ask(shop, `${shop.addresses.payment}/payments/${orderId}`)

  /** A command of the project's on this system; resolves with what it prints for machines. */
  async function run(name: 'dlq' | 'outbox', ...args: string[]) {
    const env = { ...process.env, ORDERFLOW_RUN_DIR: shop.dataDir }
    const main = fileURLToPath(new URL(`../../../ops/${name}/main.ts`, import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...args, '--json'], { env })
    return JSON.parse(stdout)
  }
  const dlq = (...args: string[]) => run('dlq', ...args)
  const outbox = (...args: string[]) => run('outbox', ...args)

  test('what an outbox holds back is listed, shown, and released', async () => {
    const inventory = (text: string) => query<{ seq: string }>(shop, 'inventory', text)
    const [row] = await inventory(
      `INSERT INTO outbox (topic, key, value, headers) VALUES ('no.such.topic', 'k', '{}', '{}') RETURNING seq`,
    )
    const id = `inventory/${row?.seq}`
    await eventually(
      () => inventory('SELECT FROM outbox_held_topics'),
      ({ length }) => length === 1,
    )
    const { outboxes } = await outbox('list', '--service', 'inventory')
    expect(outboxes[0].topics[0]?.held?.code).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    expect(await outbox('show', id)).toMatchObject({ id, topic: 'no.such.topic', key: 'k' })
    expect(await outbox('release', id)).toEqual({ keys: 0, topics: 1 })

    await inventory("DELETE FROM outbox WHERE topic = 'no.such.topic'")
    await Promise.all([
      expect(outbox('show', id)).rejects.toMatchObject({ code: 2 }),
      expect(outbox('release', id)).rejects.toMatchObject({ code: 1 }),
      expect(outbox('release', 'nobody/1')).rejects.toMatchObject({ code: 2 }),
    ])
  })

  test('an order that the database refuses lies in the dead letters, and completes once it is redriven', async () => {
    const inventory = (text: string) => query(shop, 'inventory', text)
    const { sold: before } = await product('prod-24')
    await inventory('ALTER TABLE reservations ADD CONSTRAINT bug CHECK (false) NOT VALID')
    const ended = orderToEnd(shop, 'c-1', 'prod-24')
    const chosen = ['--where', 'reason=SAVE_FAILED']
    await eventually(
      async () => await (await fetch(`${shop.addresses.inventory}/metrics`)).text(),
      exposed => /^dead_letters_total{.*reason="SAVE_FAILED".*} 1$/m.test(exposed),
    )
    const { deadLetters } = await eventually(
      () => dlq('list', '--where', 'service=inventory', ...chosen),
      ({ deadLetters }) => deadLetters.length > 0,
    )
    const [{ id }] = deadLetters
    await inventory('ALTER TABLE reservations DROP CONSTRAINT bug')

    const redrive = ['redrive', '--topic', 'order.created.v2', ...chosen]
    expect(await dlq(...redrive, '--by', 'ada')).toMatchObject({ redriven: 1, results: [{ id }] })
    expect(await dlq(...redrive)).toMatchObject({ redriven: 0, already: 1 })
    const listed = (state: string) => dlq('list', '--where', `state=${state}`, ...chosen)
    expect(await listed('redriven')).toMatchObject({ deadLetters: [{ id }] })
    expect(await listed('open')).toMatchObject({ deadLetters: [] })
    expect(await ended).toMatchObject({ status: 'COMPLETED' })
    await eventually(
      () => product('prod-24'),
      ({ sold, reserved }) => sold === Number(before) + 1 && reserved === 0,
    )
  })

  test('what dead letters hold back counts as stuck where it is known, and one command ends it', async () => {
    const bugs = [
      { service: 'order', database: 'orders', table: 'orders', check: `status <> 'COMPLETED'` },
      { service: 'inventory', database: 'inventory', table: 'reservations', check: `status <> 'SOLD'` },
      { service: 'payment', database: 'payments', table: 'ledger', check: `type <> 'RefundRequested'` },
    ] as const
    const stuck = () =>
      Promise.all(
        bugs.map(async ({ service }) => {
          const exposed = await (await fetch(`${shop.addresses[service]}/metrics`)).text()
          return Number(/^stuck_orders (\d+)$/m.exec(exposed)?.[1])
        }),
      )
    await expect.poll(stuck).toEqual([0, 0, 0])
    const { sold: before } = await product('prod-25')

    for (const { database, table, check } of bugs) {
      await query(shop, database, `ALTER TABLE ${table} ADD CONSTRAINT bug CHECK (${check}) NOT VALID`)
    }
    const dispatched = orderToEnd(shop, 'c-1', 'prod-25')
    const undone = await orderToEnd(shop, 'undeliverable-1', 'prod-26')
    expect(undone).toMatchObject({ status: 'CANCELLED', reason: 'UNDELIVERABLE_ADDRESS' })
    await eventually(stuck, ([, inventory, payment]) => inventory === 1 && payment === 1)
    await query(shop, 'orders', `UPDATE orders SET deadline_at = now() - interval '1 day' WHERE NOT ended`)
    await eventually(stuck, counts => counts.every(count => count === 1))

    for (const { database, table } of bugs) {
      await query(shop, database, `ALTER TABLE ${table} DROP CONSTRAINT bug`)
    }
    expect(await dlq('redrive', '--stuck', '--dry-run')).toMatchObject({
      dryRun: true,
      redriven: 3,
      refused: 0,
    })
    expect(await stuck()).toEqual([1, 1, 1])
    expect(await dlq('redrive', '--stuck', '--by', 'ada')).toMatchObject({ redriven: 3, refused: 0 })

    expect(await dispatched).toMatchObject({ status: 'COMPLETED' })
    await eventually(stuck, counts => counts.every(count => count === 0))
    await eventually(
      () => payment(undone.orderId),
      ({ status, captured, refunded }) => status === 'REFUNDED' && captured === refunded,
    )
    expect(await product('prod-25')).toMatchObject({ reserved: 0, sold: Number(before) + 1 })
    expect(await dlq('redrive', '--stuck')).toMatchObject({ redriven: 0, already: 0 })
    expect(await dlq('redrive', '--order', undone.orderId)).toMatchObject({ redriven: 0, already: 1 })
  })

  test('docs/try.md shows what one sees', async () => {
    await runSnippets('try.md', shop)
  })
}
