import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

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
