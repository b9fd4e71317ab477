import { randomBytes, randomUUID } from 'node:crypto'
import { contractsOf } from '@orderflow/events'
import { type Delivery, decideBatch, type Service } from '@orderflow/messaging/batch'
import { inTransaction } from '@orderflow/messaging/database'
import { createPool, setUpDatabase } from '@orderflow/service-kit'
import { adminUrl } from '@orderflow/test-servers'
import { pino } from 'pino'
import { consumes, decide, publishes } from './consumers.ts'
import type { Payments } from './domain/decide.ts'
import { store } from './store.ts'

const logger = pino({ level: 'silent' })
/** A busy machine is no fault. */
const patient = { statementTimeoutMs: 60_000, connectionTimeoutMs: 60_000 }

/** Payment without Kafka and HTTP: batches of inputs on a real database, as the application's role. */
export async function openLedger(migrations = new URL('../migrations/', import.meta.url)) {
  const database = `ledger_${randomBytes(5).toString('hex')}`
  const urls = await setUpDatabase({ adminUrl: await adminUrl(), database, migrations, logger })
  const pool = createPool({ url: urls.appUrl, applicationName: database, logger, ...patient })
  const service: Service<Payments> = {
    name: 'payment',
    decide,
    store,
    contracts: contractsOf({ consumes, publishes }),
    now: () => new Date(),
    newId: randomUUID,
  }
  return {
    ...urls,
    database,
    pool,
    /** One batch, one transaction. */
    apply: (...deliveries: Delivery[]) =>
      inTransaction(
        pool,
        tx => decideBatch(tx, service, deliveries),
        ({ writes }) => writes,
      ),
    close: () => pool.end(),
  }
}

const delivery = (type: string, data: object): Delivery => {
  const id = randomUUID()
  return { id, input: { id, type, data, correlationId: 'test', initiator: 'test' } }
}
export const reserved = (orderId: string, amount = 1250, currency = 'EUR') =>
  delivery('StockReserved', { orderId, customerId: 'c-1', total: { amount, currency } })
export const cancelled = (orderId: string) => delivery('ShipmentCancelled', { orderId })
export const failed = (orderId: string) => delivery('ShipmentFailed', { orderId })
export const approved = (orderId: string, operation: 'capture' | 'refund' = 'capture') =>
  delivery('GatewayAnswered', { orderId, operation, result: 'approved', reference: `ref-${orderId}` })
export const declined = (orderId: string) =>
  delivery('GatewayAnswered', { orderId, operation: 'capture', result: 'declined', reason: 'CARD_DECLINED' })

/** Every way that a payment can go, as the inputs of one order. */
export const ways: readonly ((orderId: string, amount: number, currency: string) => Delivery[])[] = [
  (id, amount, currency) => [reserved(id, amount, currency)],
  (id, amount, currency) => [reserved(id, amount, currency), approved(id)],
  (id, amount, currency) => [reserved(id, amount, currency), declined(id)],
  (id, amount, currency) => [reserved(id, amount, currency), approved(id), failed(id)],
  (id, amount, currency) => [
    reserved(id, amount, currency),
    approved(id),
    failed(id),
    approved(id, 'refund'),
  ],
  (id, amount, currency) => [reserved(id, amount, currency), cancelled(id)],
  (id, amount, currency) => [reserved(id, amount, currency), cancelled(id), declined(id)],
  (id, amount, currency) => [reserved(id, amount, currency), cancelled(id), approved(id)],
  (id, amount, currency) => [
    reserved(id, amount, currency),
    cancelled(id),
    approved(id),
    approved(id, 'refund'),
  ],
  (id, amount, currency) => [cancelled(id), reserved(id, amount, currency)],
]
