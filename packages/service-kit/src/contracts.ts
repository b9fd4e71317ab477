import {
  type Contract,
  contractOfTopic,
  contracts,
  type EventType,
  keyOf,
  validationError,
} from '@orderflow/event-contracts'
import type { Contracts, Contract as MessagingContract } from '@orderflow/messaging'

const adapted = new Map<Contract, MessagingContract>()

/** The system's events, as the messaging package wants to know them. */
export const contractRegistry: Contracts = {
  byType: type => (Object.hasOwn(contracts, type) ? adapt(contracts[type as EventType]) : undefined),
  byTopic: topic => adapt(contractOfTopic(topic)),
}

function adapt(contract: Contract | undefined): MessagingContract | undefined {
  if (contract === undefined) return undefined
  let known = adapted.get(contract)
  if (known === undefined) {
    known = {
      type: contract.type,
      topic: contract.topic,
      dataSchema: contract.dataSchema,
      keyOf: data => keyOf(contract, data),
      validationError: data => validationError(contract, data),
    }
    adapted.set(contract, known)
  }
  return known
}
