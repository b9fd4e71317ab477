import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type AuthorityStep, keepCertificates, replaceAuthority } from '@orderflow/certificates'
import type { BrokerSecurity } from '@orderflow/embedded'
import type { KafkaAccount } from './kafka-access.ts'

/** What the embedded brokers need, and their administrator's account; what changes it is there for brokers that start later. */
export interface KafkaKeys {
  readonly security: BrokerSecurity
  readonly admin: KafkaAccount
  /** Makes the brokers' key and certificate new. */
  renewCertificate(): Promise<void>
  /** Takes a step to another authority; the brokers' certificate is then one of that which signs. */
  replaceAuthority(step: AuthorityStep): Promise<void>
  renewAdminPassword(): void
}

/** Certificates stay in the data folder; passwords are new at each start, and the brokers' own is told to nobody. */
export async function newKafkaKeys(dataDir: string): Promise<KafkaKeys> {
  const folder = join(dataDir, 'certificates')
  const servers = { kafka: ['127.0.0.1', 'localhost'] }
  const { authority: caFile, servers: made } = await keepCertificates(folder, { servers })
  const brokerPassword = newPassword()
  let adminPassword = newPassword()
  return {
    security: {
      keyFile: (made.kafka as { both: string }).both,
      caFile,
      get adminPassword() {
        return adminPassword
      },
      brokerPassword,
    },
    get admin() {
      return { caFile, username: 'admin', password: adminPassword, mechanism: 'plain' as const }
    },
    async renewCertificate() {
      await keepCertificates(folder, { servers, renew: ['kafka'] })
    },
    async replaceAuthority(step) {
      await replaceAuthority(folder, step)
      await keepCertificates(folder, { servers })
    },
    renewAdminPassword() {
      adminPassword = newPassword()
    },
  }
}

export const newPassword = (): string => randomBytes(24).toString('base64url')
