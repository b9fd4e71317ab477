import { createLogger } from '@orderflow/service-kit'
import { serviceProcess } from '../../../dev/lib/service-processes.ts'
import { readingServices, sagaServices } from '../../../dev/lib/services.ts'
import { setUp } from '../../../dev/lib/set-up.ts'
import type { OwnSystem } from '../scenario.ts'

const main = new URL('one-process-main.ts', import.meta.url)

/** All four services in one process instead of four, on the same ports. */
export const oneProcess: OwnSystem = {
  async processes({ kafka, dataDir, postgresUrl, system }) {
    const addresses = system.endpoints().services
    const urls = await setUp({
      adminUrl: postgresUrl('postgres'),
      ...kafka,
      without: readingServices,
      logger: createLogger({ service: 'setup', level: 'error' }),
    })
    const env = Object.fromEntries(
      sagaServices.flatMap(({ name }) => [
        [`${name.toUpperCase()}_DATABASE_URL`, urls[name]],
        [`${name.toUpperCase()}_PORT`, new URL(addresses[name]).port],
      ]),
    )
    const options = {
      brokers: kafka.brokers,
      // One process is one user: the administrator, who may do what all four may.
      account: system.endpoints().kafkaSecurity,
      dataDir,
      env: { ...env, JWT_ISSUER: system.issuer.url },
    }
    return {
      allServices: serviceProcess({ name: 'all-services', main }, addresses.order, urls.order, options),
    }
  },
}
