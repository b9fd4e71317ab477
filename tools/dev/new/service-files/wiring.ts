import type { ServiceFacts } from '../names.ts'

export const packageJson = ({ name, reads }: ServiceFacts) =>
  `${JSON.stringify(
    {
      name: `@orderflow/${name}`,
      version: '0.1.0',
      private: true,
      license: 'MIT',
      description: `Reads ${reads}.`,
      type: 'module',
      exports: { './consumers': './src/consumers.ts' },
      scripts: { start: 'node --import @orderflow/service-kit/tracing src/main.ts' },
      dependencies: {
        '@orderflow/events': 'workspace:*',
        '@orderflow/messaging': 'workspace:*',
        '@orderflow/service-kit': 'workspace:*',
        typebox: 'catalog:',
      },
    },
    null,
    2,
  )}\n`

export const main = ({ camel }: ServiceFacts) => `import { runService } from '@orderflow/service-kit'
import { ${camel} } from './app.ts'
import { configSchema } from './config.ts'

await runService(configSchema, ${camel})
`

export const config = ({ port }: ServiceFacts) => `import { commonConfig, port } from '@orderflow/service-kit'
import { Type } from 'typebox'

export const configSchema = Type.Object({ ...commonConfig, PORT: port(${port}) })
`

export const app = ({
  name,
  camel,
  pascal,
  words,
}: ServiceFacts) => `import { events } from '@orderflow/events'
import type { ServiceDefinition } from '@orderflow/service-kit'
import { consumes, decide, publishes, rights } from './consumers.ts'
import type { ${pascal} } from './domain/${name}.ts'
import { routes } from './routes.ts'
import { store } from './store.ts'

export const ${camel} = (): ServiceDefinition<${pascal}> => ({
  name: '${name}',
  title: '${words} service',
  events,
  consumes,
  publishes,
  decide,
  store,
  rights,
  routes,
})
`

export const consumers = ({
  name,
  pascal,
  reads,
  versions,
}: ServiceFacts) => `import type { EventsOf, Publishes, Versions } from '@orderflow/events'
import type { Decider } from '@orderflow/messaging/decider'
import { on${reads} } from './domain/decide.ts'
import type { ${pascal} } from './domain/${name}.ts'

export { rights } from './rights.ts'

/** The events that ${name} reacts to, each in the newest version that it knows. */
export const consumes = {
  ${reads}: ${versions[0]},
} as const satisfies Versions

/** It publishes none. */
export const publishes = {} as const satisfies Publishes<never>

/** Everything that ${name} reacts to. */
export const decide: Decider<${pascal}, EventsOf<typeof consumes>, never> = {
  ${reads}: on${reads},
}
`
