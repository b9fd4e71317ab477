import type { EventType } from '@orderflow/events'
import type { Occasion } from '@orderflow/events/testing'
import { encodeEmission } from '@orderflow/messaging/batch'
import type { Emission } from '@orderflow/messaging/decider'
import { uuidv7 } from 'uuidv7'
import { trail } from './consumer.ts'
import { describePair } from './interactions.ts'
import type { Participant, World } from './participants.ts'

/** A message as a provider sends it. */
export interface Sent {
  readonly value: string
  readonly headers: Readonly<Record<string, string>>
}

/** By what pacts call them, the messages that come of a service's occasions: decided, validated and encoded. */
export function messagesOf(provider: Participant): Record<string, Sent> {
  const occasions = (Object.entries(provider.occasions) as [EventType, Occasion<World>][]).flatMap(
    ([type, { also, ...first }]) =>
      [first, ...(also === undefined ? [] : [also])].map(each => [type, each] as const),
  )
  return Object.fromEntries(
    occasions.flatMap(([type, { given, when }]) => {
      const input = { ...trail, ...when }
      const world = given()
      const events = provider.decide[when.type]?.(world, input).events ?? []
      for (const rows of Object.values(world)) rows.commit(input)
      const concluded = provider.conclude?.(world, input.at) ?? []
      return [...events, ...concluded.map(({ emission }) => emission)]
        .filter(event => event.type === type)
        .flatMap(event => encode(provider, event, input))
        .map(({ topic, value, headers }) => [
          describePair({ type, topic }),
          { value: String(value), headers },
        ])
    }),
  )
}

const encode = (
  { name, contracts }: Participant,
  event: Emission,
  cause: typeof trail & Occasion<World>['when'],
) => encodeEmission({ name, contracts, newId: uuidv7 }, event, cause)
