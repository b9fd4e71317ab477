import { createKafka } from '@orderflow/messaging/kafka'
import { accessRules } from '@orderflow/messaging/set-up'
import { createLogger } from '@orderflow/service-kit'
import { kafkaOf } from '../../dev/lib/endpoints.ts'
import { accessOf } from '../../dev/lib/service-access.ts'
import { type ServiceFacts, services } from '../../dev/lib/services.ts'
import type { Mutant } from './attempt.ts'

type Rule = ReturnType<typeof accessRules>[number]

/** A rule that a service's user has been given beside its own. */
const given = (protection: string, user: string, rule: Rule): Mutant => ({
  protection,
  async take(system) {
    const { endpoints } = system
    const facts = services.find(({ name }) => name === user) as ServiceFacts
    const own = accessRules(accessOf(facts, services))
    const set = async (rules: readonly Rule[]) => {
      const kafka = createKafka({
        clientId: 'denied',
        ...kafkaOf(endpoints),
        logger: createLogger({ service: 'denied', level: 'silent' }),
      })
      await kafka.setAccess(user, rules).finally(() => kafka.close())
    }
    await set([...own, rule])
    return { system, giveBack: () => set(own) }
  },
})

export const kafkaMutants: readonly Mutant[] = [
  given('inventory says of no payment that it was captured', 'inventory', {
    resource: 'topic',
    name: 'payment.captured.v1',
    operation: 'write',
  }),
  given('nobody reads the dead letters of others', 'shipping', {
    resource: 'topic',
    name: 'order.created.v2.inventory.dlq',
    operation: 'read',
  }),
  given('nobody looks into the group of another', 'payment', {
    resource: 'group',
    name: 'order',
    operation: 'describe',
  }),
]
