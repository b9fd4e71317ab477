import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { keepCertificates } from '@orderflow/certificates'
import type { BrokerSecurity } from '@orderflow/embedded'
import type { KafkaAccount } from './kafka-access.ts'

/**
 * What the embedded brokers need, and their administrator's account. Certificates stay in the data folder; passwords are new
 * at each start, and the brokers' own is told to nobody.
 */
export async function newKafkaSecurity(
  dataDir: string,
): Promise<{ security: BrokerSecurity; admin: KafkaAccount }> {
  const hosts = ['127.0.0.1', 'localhost']
  const { authority: caFile, servers } = await keepCertificates(join(dataDir, 'certificates'), {
    servers: { kafka: hosts },
  })
  const [adminPassword, brokerPassword] = [newPassword(), newPassword()]
  return {
    security: { keyFile: (servers.kafka as { both: string }).both, caFile, adminPassword, brokerPassword },
    admin: { caFile, username: 'admin', password: adminPassword, mechanism: 'plain' },
  }
}

const newPassword = () => randomBytes(24).toString('base64url')
