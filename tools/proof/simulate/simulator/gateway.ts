import type { Ask } from './actions.ts'
import type { GatewayRequest } from './types.ts'
import { type Account, type Gateway, type ServiceState, violate, type World } from './world.ts'

export const createGateway = (): Gateway => ({ accounts: new Map(), attempts: new Map() })

/** Calls the gateway for a request, unless that has got its answer meanwhile. */
export function ask(world: World, { request: id, fate }: Ask): void {
  const { system, gateway, services, tally, recorder } = world
  const payment = services[system.payments.service]
  const request = payment && system.payments.requests(payment.tables).get(id)
  if (payment === undefined || request === undefined) return
  const attempt = (gateway.attempts.get(id) ?? 0) + 1
  gateway.attempts.set(id, attempt)
  tally.gatewayCalls++
  if (fate === 'question-lost') {
    recorder?.gateway(request, 'the call does not arrive')
    return
  }
  const account = serve(world, request, system.payments.keyOf(request, attempt))
  if (account === undefined) return
  recorder?.gateway(request, said(request, account, fate))
  if (fate === 'answer-lost') {
    tally.lostAnswers++
    return
  }
  const answer = system.payments.answer(request, account.refusal)
  for (let copy = 0; copy < (fate === 'answered-twice' ? 2 : 1); copy++) {
    payment.entry.push({ ...answer, id: `answer ${attempt}.${copy + 1} to ${id}`, at: '' })
  }
  if (fate === 'answered-twice') tally.repeatedAnswers++
}

/** Whether an answer to a request waits at the payment service's entry. */
export const isAnswered = ({ entry }: ServiceState, request: string): boolean =>
  entry.some(({ id }) => id.endsWith(` to ${request}`))

/** What the gateway does under this key: the first time it acts, later it says the same again. */
function serve(world: World, request: GatewayRequest, key: string): Account | undefined {
  const { accounts } = world.gateway
  const { orderId, operation, customerId, amount } = request
  const known = accounts.get(key)
  if (operation === 'capture') {
    if (known !== undefined) return known
    const refusal = customerId.startsWith('declined-') ? 'CARD_DECLINED' : undefined
    const charged = refusal === undefined ? amount.amount : 0
    const account: Account = { orderId, charged, refunded: 0, refusal }
    accounts.set(key, account)
    return account
  }
  if (known === undefined || known.charged < amount.amount) {
    violate(world, 'refund-of-a-charge', `a refund is asked for ${orderId}, which was not charged`)
    return undefined
  }
  const account = { ...known, refunded: amount.amount }
  accounts.set(key, account)
  return account
}

function said({ operation, amount }: GatewayRequest, { refusal }: Account, fate: Ask['fate']): string {
  const done = operation === 'refund' ? 'refunds' : refusal === undefined ? 'charges' : 'declines'
  const answered =
    fate === 'answered' ? '' : fate === 'answer-lost' ? ', the answer is lost' : ', answers twice'
  return `${done} ${amount.amount}${answered}`
}
