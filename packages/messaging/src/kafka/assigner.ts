/** Member id → topic → partitions. */
export type Assignment = Map<string, Record<string, number[]>>

/**
 * Gives slot i of every topic to one member, so that all events of one key meet in one process. A slot
 * goes to a member that subscribes to all topics; where none does, each topic's partitions go round the
 * members that subscribe to it. Pure; the same members and topics give the same assignment.
 */
export function assignSlots(
  subscriptions: ReadonlyMap<string, readonly string[]>,
  partitionCounts: ReadonlyMap<string, number>,
): Assignment {
  const members = [...subscriptions.keys()].sort()
  const topics = [...new Set([...subscriptions.values()].flat())].sort()
  const assignment: Assignment = new Map(members.map(member => [member, {}]))
  const complete = members.filter(member => topics.every(topic => subscriptions.get(member)?.includes(topic)))
  for (const topic of topics) {
    const takers = complete.length > 0 ? complete : members.filter(m => subscriptions.get(m)?.includes(topic))
    for (let slot = 0; slot < (partitionCounts.get(topic) ?? 0); slot++) {
      const partitions = assignment.get(takers[slot % takers.length] as string) as Record<string, number[]>
      partitions[topic] = [...(partitions[topic] ?? []), slot]
    }
  }
  return assignment
}
