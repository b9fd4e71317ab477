import { createKafka } from '@orderflow/messaging'
import { type Logger, setUpDatabase, setUpTopics } from '@orderflow/service-kit'
import { type ServiceName, services } from './services.ts'

export interface SetUpOptions {
  /** A superuser's URL. */
  readonly adminUrl: string
  readonly brokers: readonly string[]
  /** Passwords of the application roles; derived from the administrator's where none is given. */
  readonly appPasswords?: Partial<Record<ServiceName, string | undefined>>
  readonly logger: Logger
}

/** Creates all databases, roles, tables and topics; returns the URL that each service connects with. */
export async function setUp(options: SetUpOptions): Promise<Record<ServiceName, string>> {
  const { adminUrl, brokers, appPasswords = {}, logger } = options
  const kafka = createKafka({ clientId: 'set-up', brokers, logger })
  try {
    const [urls] = await Promise.all([
      Promise.all(
        services.map(async ({ name, database, migrations }) => {
          const appPassword = appPasswords[name]
          const { appUrl } = await setUpDatabase({ adminUrl, database, migrations, appPassword, logger })
          return [name, appUrl] as const
        }),
      ),
      setUpTopics(kafka, Object.fromEntries(services.map(({ name, topics }) => [name, topics]))),
    ])
    return Object.fromEntries(urls) as Record<ServiceName, string>
  } finally {
    await kafka.close()
  }
}
