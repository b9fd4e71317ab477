import { createRequire } from 'node:module'
import type { PartitionAssigner } from 'kafkajs'
import type { Membership } from '../../consumer/supervised.ts'

const require = createRequire(import.meta.url)

interface ConsumerGroup {
  memberId: string | null
  readonly coordinator: object | null
  readonly assigners: readonly object[]
  joinAndSync(): Promise<unknown>
  leave(): Promise<void>
  patched?: true
}

const memberships = new WeakMap<object, Membership>()

/** The assigner, by which a consumer group of kafkajs is known as the next one of the same consumer. */
export const ofMembership =
  (membership: Membership, assigner: PartitionAssigner): PartitionAssigner =>
  config => {
    const made = assigner(config)
    memberships.set(made, membership)
    return made
  }

/** kafkajs' consumer groups join as the member that they were, and forget it once the group has heard that they leave. */
export function keepMemberships(): void {
  const { prototype: group } = require('kafkajs/src/consumer/consumerGroup') as { prototype: ConsumerGroup }
  if (group.patched) return
  group.patched = true
  const { joinAndSync, leave } = group
  const membershipOf = ({ assigners: [assigner] }: ConsumerGroup) => assigner && memberships.get(assigner)
  group.joinAndSync = async function (this: ConsumerGroup) {
    this.memberId ??= membershipOf(this)?.memberId || null
    const joined = await joinAndSync.call(this)
    const membership = membershipOf(this)
    if (membership !== undefined) membership.memberId = this.memberId ?? ''
    return joined
  }
  group.leave = async function (this: ConsumerGroup) {
    if (this.coordinator === null) return
    await leave.call(this)
    const membership = membershipOf(this)
    if (membership !== undefined) membership.memberId = ''
  }
}
