import { consumerMutants } from './consumer.ts'
import { databaseMutants } from './database.ts'
import { growthMutants } from './growth.ts'
import { inboxMutants } from './inbox.ts'
import type { Mutant } from './mutant.ts'
import { relayMutants } from './relay.ts'
import { releaseMutants } from './releases.ts'
import { sagaMutants } from './saga.ts'
import { secretMutants } from './secrets.ts'
import { transactionMutants } from './transaction.ts'

/** The harness's own test: bugs that it must find. */
export const mutants: readonly Mutant[] = [
  ...inboxMutants,
  ...transactionMutants,
  ...consumerMutants,
  ...relayMutants,
  ...secretMutants,
  ...databaseMutants,
  ...growthMutants,
  ...releaseMutants,
  ...sagaMutants,
]
