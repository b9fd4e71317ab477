import { messageName } from '@orderflow/event-contracts/asyncapi'
import { allContracts, type Contract } from '@orderflow/events'
import {
  consumersOf,
  publishersOf,
  readsEvents,
  type Service,
  versionSeenBy,
} from '../publishers-and-consumers.ts'

/** What each service sends and receives: `orderSendsOrderCreatedV2`, `inventoryReceivesOrderCreatedV1`. */
export function operations(services: readonly Service[]) {
  return Object.fromEntries([
    ...allContracts.flatMap(contract => [
      ...publishersOf(services, contract).map(service => sends(service, contract)),
      ...consumersOf(services, contract).map(service => receives(service, contract)),
    ]),
    ...services.filter(readsEvents).map(service => setsAside(service)),
  ])
}

function sends({ name }: Service, contract: Contract) {
  const { type, version } = contract
  const operation = {
    action: 'send',
    ...target(contract.topic, messageName(contract)),
    title: `${name} publishes ${type}, version ${version}`,
    tags: [{ name }],
  }
  return [`${name}Sends${messageName(contract)}`, operation]
}

function receives(service: Service, contract: Contract) {
  const { name } = service
  const { type, version } = contract
  const seen = versionSeenBy(service, contract)
  const operation = {
    action: 'receive',
    ...target(contract.topic, messageName(contract)),
    title: `${name} consumes ${type}, version ${version}`,
    ...(seen !== version && { description: `Upcast: the decider sees version ${seen}.` }),
    tags: [{ name }],
    bindings: { kafka: { groupId: { type: 'string', const: name }, bindingVersion: '0.5.0' } },
  }
  return [`${name}Receives${messageName(contract)}`, operation]
}

function setsAside({ name }: Service) {
  const operation = {
    action: 'send',
    ...target('deadLetters', 'DeadLetter'),
    title: `${name} sets aside what it cannot process`,
    tags: [{ name }],
  }
  return [`${name}SendsDeadLetter`, operation]
}

const target = (channel: string, message: string) => ({
  channel: { $ref: `#/channels/${channel}` },
  messages: [{ $ref: `#/channels/${channel}/messages/${message}` }],
})
