import { renderAccounts } from '@orderflow/embedded/kafka-security'
import { bridge, services } from '../../dev/lib/services.ts'

/** What one consumer may read: a folder of its own, for its own user alone. */
export interface Folder {
  /** User and group id of the consumer's process, as docker-compose.yml says or its image does. */
  readonly owner: number
  /** Content by file name. */
  readonly files: Readonly<Record<string, string>>
}

/** Of a server: PEM. */
export interface Keys {
  readonly key: string
  readonly certificate: string
}

const consumers = [...services, bridge]
const databasePassword = ({ prefix }: { readonly prefix: string }) => `${prefix}_DB_PASSWORD`
const kafkaPassword = ({ prefix }: { readonly prefix: string }) => `${prefix}_KAFKA_PASSWORD`

/** What is made at random, once. */
export const names: readonly string[] = [
  'POSTGRES_PASSWORD',
  'KAFKA_ADMIN_PASSWORD',
  'KAFKA_BROKER_PASSWORD',
  'ISSUER_SECRET',
  'GRAFANA_PASSWORD',
  ...consumers.flatMap(service => [databasePassword(service), kafkaPassword(service)]),
]

/** What everybody may read. */
export const publicFolder = 'public'
const authorityFile = `/run/secrets/${publicFolder}/ca.pem`

/** All folders, by consumer. A service's user has its port's number, so that none reads what is another's. */
export function secretFolders(
  secret: (name: string) => string,
  certificates: { readonly kafka: Keys; readonly postgres: Keys },
): Readonly<Record<string, Folder>> {
  const admin = { database: secret('POSTGRES_PASSWORD'), kafka: secret('KAFKA_ADMIN_PASSWORD') }
  const ofServices = consumers.map(service => {
    const files = {
      'database-url': url(`${service.database}_app`, secret(databasePassword(service)), service.database),
      'kafka-password': secret(kafkaPassword(service)),
    }
    return [service.name, { owner: service.port, files }] as const
  })
  const passwords = consumers
    .flatMap(service => [databasePassword(service), kafkaPassword(service)])
    .map(name => [name, secret(name)] as const)
  const ofSetUp = {
    'admin-database-url': url('postgres', admin.database, 'postgres'),
    KAFKA_PASSWORD: admin.kafka,
    ...Object.fromEntries(passwords),
  }
  const { kafka, postgres } = certificates
  return {
    ...Object.fromEntries(ofServices),
    setup: { owner: 3000, files: ofSetUp },
    issuer: { owner: 3009, files: { secret: secret('ISSUER_SECRET') } },
    kafka: {
      owner: 1000,
      files: {
        'keystore.pem': kafka.key + kafka.certificate,
        'jaas.conf': renderAccounts({
          adminPassword: admin.kafka,
          brokerPassword: secret('KAFKA_BROKER_PASSWORD'),
        }),
        'admin-password': admin.kafka,
        'admin.properties': administrator(admin.kafka),
      },
    },
    postgres: {
      owner: 999,
      files: { password: admin.database, 'server.key': postgres.key, 'server.crt': postgres.certificate },
    },
    grafana: { owner: 472, files: { password: secret('GRAFANA_PASSWORD') } },
  }
}

const url = (user: string, password: string, database: string) =>
  `postgres://${user}:${password}@postgres:5432/${database}?sslmode=verify-full&sslrootcert=${authorityFile}`

/** What Kafka's own tools take as `--command-config`. */
const administrator = (password: string) => `security.protocol=SASL_SSL
ssl.truststore.type=PEM
ssl.truststore.location=${authorityFile}
sasl.mechanism=PLAIN
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="admin" password="${password}";
`
