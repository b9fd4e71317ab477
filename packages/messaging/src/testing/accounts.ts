import { uuidv7 } from 'uuidv7'
import type { Rows } from '../batch/rows.ts'
import type { Service } from '../batch/service.ts'
import type { Consumed, Contracts, Published } from '../events/contracts.ts'
import { storeOf, table } from '../tables/index.ts'
import type { Decision, Input } from '../types/decider.ts'
import type { Delivery } from '../types/delivery.ts'
import type { KafkaRecord } from '../types/record.ts'
import { unique } from './topics.ts'

/**
 * The smallest service that has everything: accounts that react to `Deposited`, and to the command
 * `Withdraw`, and publish `BalanceChanged`. Some deposits misbehave on purpose, see `unlucky` and `tooMuch`.
 */
export interface Account {
  readonly id: string
  readonly balance: number
  readonly version: number
  readonly note: string
}

/** A deposit of this amount makes the decider throw, after it has changed the account. */
export const unlucky = 13
/** A deposit of this amount is refused by a CHECK of the table. */
export const tooMuch = 10_000_000

const accounts = table<Account>(
  'account',
  { id: 'text', balance: 'bigint', version: 'integer', note: 'text' },
  { keysOf: ({ data }: Input<Deposit>) => data.account },
)

export const accountsTable = `${accounts.statements.create};
  ALTER TABLE account ADD CHECK (balance BETWEEN 0 AND 1000000)`

export interface Deposit {
  readonly account: string
  readonly amount: number
  readonly note?: string
}

type World = { readonly accounts: Rows<Account> }

export type AccountService = Service<World>

export interface AccountTopics {
  readonly deposits: string
  readonly balances: string
}

/** @param name also the consumer group and the inbox's consumer */
export function accountService(name = unique('accounts'), topics = accountTopics()): AccountService {
  return {
    name,
    contracts: accountContracts(topics),
    now: () => new Date(),
    newId: uuidv7,
    decide: {
      Deposited: (world, input: Input<Deposit>) =>
        change(world, input.data.account, input.data.amount, input.data.note),
      Withdraw: (world, input: Input<Deposit>) => change(world, input.data.account, -input.data.amount),
    },
    store: storeOf({ accounts }),
  }
}

function change({ accounts }: World, id: string, amount: number, note = ''): Decision {
  const before = accounts.get(id) ?? { id, balance: 0, version: 0, note }
  const after = { id, balance: before.balance + amount, version: before.version + 1, note }
  accounts.set(after)
  if (amount === unlucky) throw new Error('unlucky')
  const data = { account: id, balance: after.balance }
  return { events: [{ type: 'BalanceChanged', data, sequence: after.version }], reply: after.balance }
}

export const accountTopics = (): AccountTopics => ({
  deposits: unique('deposits'),
  balances: unique('balances'),
})

function accountContracts({ deposits, balances }: AccountTopics): Contracts {
  const contracts = [contract('Deposited', deposits), contract('BalanceChanged', balances)]
  return {
    published: type => contracts.filter(c => c.type === type),
    consumed: topic => contracts.find(c => c.topic === topic),
  }
}

const contract = (type: string, topic: string): Consumed & Published => ({
  type,
  version: 1,
  topic,
  dataSchema: `https://example.org/${type}`,
  keyOf: data => (data as Deposit).account,
  validationError: data =>
    typeof data === 'object' && data !== null && 'account' in data && typeof data.account === 'string'
      ? undefined
      : 'account is missing',
  later: [],
  instantOf: text => (text.endsWith('Z') ? text : undefined),
  upcast: data => data,
  downcast: data => data,
})

/** A deposit as it lies on the topic. */
export function depositMessage(data: Deposit, id = uuidv7()) {
  return {
    key: data.account,
    value: JSON.stringify(data),
    headers: { ce_specversion: '1.0', ce_id: id, ce_source: '/test', ce_type: 'Deposited' },
  }
}

let offset = 0

/** A deposit as the consumer hands it to the processor. */
export function deposit(data: Deposit, id = uuidv7(), topic = 'deposits'): Delivery {
  const message = depositMessage(data, id)
  const origin: KafkaRecord = {
    topic,
    partition: 0,
    offset: String(offset++),
    key: Buffer.from(message.key),
    value: Buffer.from(message.value),
    headers: message.headers,
    timestamp: String(Date.now()),
  }
  return { id, input: { id, type: 'Deposited', data, correlationId: id, initiator: 'test' }, origin }
}

/** A command as a route hands it to the processor. */
export function withdraw(account: string, amount: number): Delivery {
  const id = uuidv7()
  const data = { account, amount }
  return { id, input: { id, type: 'Withdraw', data, correlationId: id, initiator: 'test' } }
}
