// The services that Restate calls, a process of their own: workflow or objects, at the port that comes first.
import * as restate from '@restatedev/restate-sdk'
import { inTransaction, openPool, runOn } from '../lib/databases.ts'
import type { Order } from '../lib/orders.ts'
import { capture, complete, dispatch, place, reserve } from '../lib/shop.ts'

const [port = '', variant, databaseUrl = ''] = process.argv.slice(2)
const done = ({ orderId }: Order) => void process.send?.(orderId)
process.on('disconnect', () => process.exit(0))

/** One durable workflow with a journaled step for each thing that is done, in PostgreSQL. */
function workflow() {
  const pool = openPool(databaseUrl, 16)
  const run = runOn(pool)
  return [
    restate.workflow({
      name: 'Fulfilment',
      handlers: {
        run: async (ctx: restate.WorkflowContext, order: Order) => {
          await ctx.run('reserve', () => placeAndReserve(order))
          await ctx.run('capture', async () => void (await capture(run, order)))
          await ctx.run('dispatch', async () => void (await dispatch(run, order)))
          await ctx.run('complete', async () => void (await complete(run, order)))
          done(order)
        },
      },
    }),
  ]

  /** Done once, however often it runs. */
  function placeAndReserve(order: Order) {
    return inTransaction(pool, async on => {
      if ((await place(on, order)) === 1) await reserve(on, order)
    })
  }
}

const STOCK = 1_000_000_000

/** Said apart, since shipments are told of by those that they tell. */
const completing: restate.VirtualObjectDefinition<
  'Orders',
  { complete: (ctx: restate.ObjectContext, order: Order) => Promise<void> }
> = { name: 'Orders' }

/** Four services that keep their state in Restate, and tell each other with messages. */
function objects() {
  const orders = restate.object({
    name: 'Orders',
    handlers: {
      place: async (ctx: restate.ObjectContext, order: Order) => {
        if ((await ctx.get('order')) !== null) return
        ctx.set('order', order)
        ctx.set('status', 'PENDING')
        ctx.objectSendClient(inventory, order.productId).reserve(order)
      },
      complete: async (ctx: restate.ObjectContext, order: Order) => {
        ctx.set('status', 'COMPLETED')
        ctx.set('completions', ((await ctx.get<number>('completions')) ?? 0) + 1)
        done(order)
      },
    },
  })
  const inventory = restate.object({
    name: 'Inventory',
    handlers: {
      reserve: async (ctx: restate.ObjectContext, order: Order) => {
        const reservation = `reservation-${order.orderId}`
        if ((await ctx.get(reservation)) !== null) return
        const available = (await ctx.get<number>('available')) ?? STOCK
        if (available < order.quantity) throw new restate.TerminalError(`No stock of ${ctx.key}.`)
        ctx.set('available', available - order.quantity)
        ctx.set(reservation, order.quantity)
        ctx.objectSendClient(payments, order.orderId).capture(order)
      },
    },
  })
  const payments = restate.object({
    name: 'Payments',
    handlers: {
      capture: async (ctx: restate.ObjectContext, order: Order) => {
        if ((await ctx.get('amountCents')) !== null) return
        ctx.set('amountCents', order.amountCents)
        ctx.objectSendClient(shipments, order.orderId).dispatch(order)
      },
    },
  })
  const shipments = restate.object({
    name: 'Shipments',
    handlers: {
      dispatch: async (ctx: restate.ObjectContext, order: Order) => {
        if ((await ctx.get('dispatched')) !== null) return
        ctx.set('dispatched', true)
        ctx.objectSendClient(completing, order.orderId).complete(order)
      },
    },
  })
  return [orders, inventory, payments, shipments]
}

await restate.serve({ services: variant === 'workflow' ? workflow() : objects(), port: Number(port) })
process.stdout.write('ready\n')
