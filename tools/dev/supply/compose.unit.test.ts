import { readFile } from 'node:fs/promises'
import { listenerSecurity } from '@orderflow/embedded/kafka-security'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { secretFolders } from '../../run/secrets/folders.ts'
import { bridge, services as known } from '../lib/services.ts'

interface Service {
  readonly image: string
  readonly profiles?: readonly string[]
  readonly user?: string
  readonly privileged?: boolean
  readonly network_mode?: string
  readonly pid?: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly cap_add?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly environment?: Readonly<Record<string, unknown>>
  readonly command?: unknown
}

const file = await readFile(new URL('../../../docker-compose.yml', import.meta.url), 'utf8')
const { services } = parse(file, { merge: true }) as { readonly services: Readonly<Record<string, Service>> }
const all = Object.entries(services)
const namesOf = (has: (service: Service) => boolean | undefined) =>
  all.filter(([, service]) => has(service)).map(([name]) => name)

/** What writes beside its volumes, into folders of its image. */
const writesIntoItsImage = ['kafka', 'rabbitmq', 'moto']

/** Images that run as somebody else than root by themselves. */
const ownUser = [
  'apache/kafka',
  'prom/prometheus',
  'grafana/grafana',
  'jaegertracing/jaeger',
  'otel/opentelemetry-collector-contrib',
  'orderflow-spring-rabbitmq',
  'orderflow-python-eventbridge',
]

/** Root, and why: one gives files to their readers, the others have no user of their own. All without its capabilities. */
const root = ['secrets', 'nats', 'moto']

test('nobody has more rights than Docker has to give, and none can be had', () => {
  expect(namesOf(({ cap_drop = [] }) => !cap_drop.includes('ALL'))).toEqual([])
  expect(namesOf(({ cap_add = [] }) => cap_add.length > 0)).toEqual(['secrets'])
  expect(namesOf(({ security_opt = [] }) => !security_opt.includes('no-new-privileges:true'))).toEqual([])
})

test('nobody leaves the container: seccomp as Docker has it, no host network, no other processes', () => {
  expect(
    namesOf(({ privileged, network_mode, pid }) => (privileged ?? network_mode ?? pid) !== undefined),
  ).toEqual([])
  expect(
    namesOf(({ security_opt = [] }) => security_opt.some(option => /seccomp|apparmor/.test(option))),
  ).toEqual([])
})

test('nobody is root, and nobody writes to the image', () => {
  const isRoot = ({ user, image }: Service) =>
    user === undefined ? !ownUser.includes(image.replace(/:[^:]*$/, '')) : /^(root|0)/.test(user)
  expect(namesOf(isRoot)).toEqual(root.toSorted((a, b) => place(a) - place(b)))
  expect(namesOf(({ read_only }) => read_only !== true)).toEqual(writesIntoItsImage)
})

const place = (name: string) => Object.keys(services).indexOf(name)

test('every port is on the loopback interface', () => {
  for (const [name, { ports = [] }] of all)
    for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:\$\{[A-Z_]+:-\d+\}:\d+$/)
})

test('no secret stands in the file: each is in a file, or in what is tried with other stacks', () => {
  const isSecret = (name: string) => /(PASS|PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL)$/.test(name)
  const isEmpty = /^\$\{\w+:-\}$/ // given by the environment or not at all
  const literal = all.flatMap(([name, { profiles, environment = {}, command }]) =>
    profiles?.includes('stacks')
      ? []
      : [
          ...Object.keys(environment).filter(
            name => isSecret(name) && !isEmpty.test(String(environment[name])),
          ),
          ...(JSON.stringify([environment, command]).match(/:\/\/[^/@\s]*:[^/@\s]*@|[\w-]+-dev\b/g) ?? []),
        ].map(what => `${name} ${what}`),
  )
  expect(literal).toEqual([])
})

const keys = { key: '', certificate: '' }
const folders = secretFolders(name => name, { kafka: keys, postgres: keys })

test('each service reads the secrets of its own folder, as the user who owns it', () => {
  for (const [name, { user, environment = {} }] of all) {
    const files = Object.values(environment).flatMap(
      value => String(value).match(/(?<=^\/run\/secrets\/)(?!public\/).+/) ?? [],
    )
    for (const file of files) {
      const [folder = '', secret = ''] = file.split('/')
      expect(folders[folder]?.files, `${name}: ${file}`).toHaveProperty([secret])
      if (/^\d+:/.test(user ?? ''))
        expect(user, name).toBe(`${folders[folder]?.owner}:${folders[folder]?.owner}`)
    }
  }
})

const authority = '/run/secrets/public/ca.pem'

test('Kafka asks everyone who it is, over TLS, and whoever has no rule may nothing', () => {
  const { environment = {} } = services.kafka as Service
  const protocols = String(environment.KAFKA_LISTENER_SECURITY_PROTOCOL_MAP).split(',')
  expect(protocols.map(each => each.split(':')[1])).toEqual(['SASL_SSL', 'SASL_SSL', 'SASL_SSL'])
  // What the embedded brokers are started with.
  const embedded = listenerSecurity({
    keyFile: '/run/secrets/kafka/keystore.pem',
    caFile: authority,
    adminPassword: '',
    brokerPassword: '',
  })
  for (const [property, value] of Object.entries(embedded))
    if (property !== 'listener.security.protocol.map')
      expect(environment[`KAFKA_${property.toUpperCase().replaceAll('.', '_')}`], property).toBe(value)
})

test('each service is its own user on Kafka, and set-up the administrator', () => {
  const clients = all.filter(([, { environment }]) => environment?.KAFKA_BROKERS !== undefined)
  const users = clients.map(([name, { environment = {} }]) => {
    expect(environment.KAFKA_CA_FILE, name).toBe(authority)
    const isSetUp = environment.KAFKA_USERNAME === 'admin'
    const password = isSetUp ? '/run/secrets/setup/KAFKA_PASSWORD' : `/run/secrets/${name}/kafka-password`
    expect(environment.KAFKA_PASSWORD_FILE, name).toBe(password)
    return [name, environment.KAFKA_USERNAME]
  })
  const own = [...known, bridge].map(({ name }) => [name, name])
  expect(users.sort()).toEqual([['setup', 'admin'], ['bridge-setup', 'admin'], ...own].sort())
})

test('PostgreSQL is verified by whoever connects to it', () => {
  const { command, volumes } = services.postgres as Service
  expect(command).toContain('--ssl=on')
  expect(volumes).toContain('./deploy/postgres:/etc/postgresql:ro')
  const { files } = folders.setup as { readonly files: Readonly<Record<string, string>> }
  expect(files['admin-database-url']).toMatch(/\?sslmode=verify-full&sslrootcert=/)
  for (const [name, { environment = {} }] of all) {
    const url = String(environment.SPRING_DATASOURCE_URL ?? '')
    if (url !== '') expect(url, name).toContain(`?sslmode=verify-full&sslrootcert=${authority}`)
    if (environment.PGHOST !== undefined)
      expect([environment.PGSSLMODE, environment.PGSSLROOTCERT], name).toEqual(['verify-full', authority])
  }
})

test('what is changed while orders are in flight can be said in the environment', () => {
  for (const name of ['ORDER_CREATED_VERSIONS', 'ORDER_SAGA', 'FRAUD_LIMIT'])
    expect(services.order?.environment).toHaveProperty(name, `\${${name}:-}`)
})
