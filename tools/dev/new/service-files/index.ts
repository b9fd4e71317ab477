import type { ServiceFacts } from '../names.ts'
import { decide, domain } from './domain.ts'
import { migration, rights, routes, store } from './storage.ts'
import { intTest, pacts, unitTest } from './tests.ts'
import { app, config, consumers, main, packageJson } from './wiring.ts'

/** The sources of a service that reads one event and keeps a row for each order, by path. */
export function serviceFiles(of: ServiceFacts): Record<string, string> {
  const folder = `services/${of.name}`
  return {
    [`${folder}/package.json`]: packageJson(of),
    [`${folder}/migrations/0001_orders.sql`]: migration(of),
    [`${folder}/src/main.ts`]: main(of),
    [`${folder}/src/config.ts`]: config(of),
    [`${folder}/src/app.ts`]: app(of),
    [`${folder}/src/consumers.ts`]: consumers(of),
    [`${folder}/src/store.ts`]: store(of),
    [`${folder}/src/rights.ts`]: rights(),
    [`${folder}/src/routes.ts`]: routes(of),
    [`${folder}/src/pacts.ts`]: pacts(of),
    [`${folder}/src/domain/${of.name}.ts`]: domain(of),
    [`${folder}/src/domain/decide.ts`]: decide(of),
    [`${folder}/src/domain/decide.unit.test.ts`]: unitTest(of),
    [`${folder}/src/${of.name}.int.test.ts`]: intTest(of),
  }
}
