import { checkCounted } from './invariants.ts'
import { drain, perform } from './perform.ts'
import { violate, type World } from './world.ts'

/**
 * What follows when messages have become dead letters: all deadlines pass, and whoever is not right then is counted as
 * stuck; then a person sends all dead letters back, twice, and nobody is stuck any more.
 */
export function recover(world: World): void {
  if (world.deadLetters.length === 0 || world.violation !== undefined) return
  for (const { orderId } of world.system.read(world.services.map(({ tables }) => tables)).orders) {
    const { service, input } = world.system.deadlineOf(orderId)
    const id = `last deadline of ${orderId}`
    world.services[service]?.entry.push({ ...input, id, correlationId: id, at: '' })
  }
  drain(world)
  if (world.violation !== undefined) return
  const stuck = stuckIn(world)
  world.tally.stuck += stuck.size
  checkCounted(world, stuck)
  for (let time = 0; time < 2; time++) {
    for (const letter of world.deadLetters.keys()) perform(world, { do: 'redrive', letter })
  }
  drain(world)
  for (const orderId of stuckIn(world)) {
    violate(world, 'redrive-ends-it', `${orderId} is stuck although all dead letters were sent back`)
  }
}

const stuckIn = ({ system, services }: World): ReadonlySet<string> => system.stuck(services)
