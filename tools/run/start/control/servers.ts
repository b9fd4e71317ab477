import type { ServerProcess } from '@orderflow/embedded'
import type { System } from '../../../dev/lib/system.ts'

/** The processes of a system by the names that people know: services, broker, database, issuer, and the gateway if it runs. */
export function serversOf({
  services,
  kafka,
  postgres,
  issuer,
  gateway,
}: System): Record<string, ServerProcess> {
  const brokers = kafka.nodes.map((node, n) => [n === 0 ? 'kafka' : `kafka-${node.id}`, node] as const)
  return {
    ...services,
    ...Object.fromEntries(brokers),
    postgres,
    issuer: issuer.process,
    ...(gateway !== undefined && { gateway }),
  }
}
