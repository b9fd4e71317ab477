import { accountsAddUp } from './accounts.ts'
import { acknowledgedExist } from './acknowledged.ts'
import { oneOrderPerKey } from './idempotency.ts'
import { nothingLeftBehind } from './leftovers.ts'
import {
  capturedAsCleared,
  completedIsDispatched,
  hasEnded,
  moneyAddsUp,
  servicesAgree,
} from './order-invariants.ts'
import { figuresAgree, reportedAlike } from './reporting.ts'
import { stockAddsUp } from './stock.ts'
import type { Invariant } from './types.ts'

/** What holds whenever the system is quiet, whatever has happened to it before. */
export const invariants: readonly Invariant[] = [
  {
    name: 'every-order-ended',
    says: 'every accepted order exists and has ended',
    ofOrder: hasEnded,
    ofDatabases: acknowledgedExist,
  },
  {
    name: 'stock-adds-up',
    says: 'initial + adjusted = available + reserved + sold',
    ofDatabases: stockAddsUp,
  },
  {
    name: 'money-adds-up',
    says: 'captured - refunded = total if completed, else 0',
    ofOrder: moneyAddsUp,
  },
  {
    name: 'accounts-add-up',
    says: 'accounts sum to 0 and hold what the ledger says',
    ofDatabases: accountsAddUp,
  },
  {
    name: 'completed-is-dispatched',
    says: 'completed if and only if dispatched, once',
    ofOrder: completedIsDispatched,
  },
  {
    name: 'captured-as-cleared',
    says: 'captured once cleared, where its saga has a check',
    ofOrder: capturedAsCleared,
  },
  {
    name: 'one-order-per-key',
    says: 'one order per Idempotency-Key',
    ofDatabases: oneOrderPerKey,
  },
  {
    name: 'nothing-left-behind',
    says: 'outboxes empty, no unexpected dead letters',
    ofDatabases: nothingLeftBehind,
  },
  {
    name: 'services-agree',
    says: 'the services agree on how each order ended',
    ofOrder: servicesAgree,
  },
  {
    name: 'reporting-agrees',
    says: "reporting's figures equal the owners' figures",
    ofOrder: reportedAlike,
    ofDatabases: figuresAgree,
  },
]
