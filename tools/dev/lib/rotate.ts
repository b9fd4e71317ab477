import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLogger } from '@orderflow/service-kit'
import { newPassword } from './kafka-keys.ts'
import { secretFolder, writeSecrets } from './secret-folder.ts'
import { type ReadingService, type ServiceFacts, type ServiceName, servicesWithout } from './services.ts'
import { setUp } from './set-up.ts'
import type { System } from './system.ts'

/** What a service is let in with, by the name of its setting. */
export interface ServiceSecrets {
  readonly DATABASE_URL: string
  readonly KAFKA_PASSWORD: string
}

export interface Rotated {
  readonly service: ServiceFacts
  readonly before: ServiceSecrets
}

/**
 * Gives every service of a running system a new password: set-up tells the server, and the service's file the service, which
 * reads it when it connects the next time. Connections that are there stay. Between the two a service that connects is refused,
 * and tries again.
 *
 * @returns what they had before, which opens no connection any more
 */
export async function rotatePasswords(
  { dataDir, kafkaAccess, postgres }: Pick<System, 'dataDir' | 'kafkaAccess' | 'postgres'>,
  of: 'Kafka' | 'PostgreSQL',
  without: readonly ReadingService[] = [],
): Promise<readonly Rotated[]> {
  const rotated = servicesWithout(without).map(service => {
    const before = secretsIn(secretFolder(dataDir, service.name))
    return { service, before, after: renewed(before, of) }
  })
  const each = (password: (secrets: ServiceSecrets) => string): Partial<Record<ServiceName, string>> =>
    Object.fromEntries(rotated.map(({ service, after }) => [service.name, password(after)]))
  await setUp({
    adminUrl: postgres.url('postgres'),
    ...kafkaAccess,
    appPasswords: each(({ DATABASE_URL }) => decodeURIComponent(new URL(DATABASE_URL).password)),
    kafkaPasswords: each(({ KAFKA_PASSWORD }) => KAFKA_PASSWORD),
    without,
    logger: createLogger({ service: 'setup', level: 'error' }),
  })
  for (const { service, after } of rotated) writeSecrets(secretFolder(dataDir, service.name), { ...after })
  return rotated
}

function secretsIn(folder: string): ServiceSecrets {
  const read = (name: keyof ServiceSecrets) => readFileSync(join(folder, name), 'utf8')
  return { DATABASE_URL: read('DATABASE_URL'), KAFKA_PASSWORD: read('KAFKA_PASSWORD') }
}

function renewed(before: ServiceSecrets, of: 'Kafka' | 'PostgreSQL'): ServiceSecrets {
  if (of === 'Kafka') return { ...before, KAFKA_PASSWORD: newPassword() }
  return {
    ...before,
    DATABASE_URL: Object.assign(new URL(before.DATABASE_URL), { password: newPassword() }).href,
  }
}
