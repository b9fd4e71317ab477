import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findFreePort } from '@orderflow/embedded'
import { childEnvironment } from '../../dev/lib/child-environment.ts'
import { accountOf, kafkaEnvironment } from '../../dev/lib/kafka-access.ts'
import { nodeProcess } from '../../dev/lib/node-process.ts'
import { type ServiceFacts, type ServiceName, services } from '../../dev/lib/services.ts'
import { projectRoot } from '../../dev/lib/system.ts'
import { type Edit, mutated } from '../chaos/mutants/mutant.ts'
import type { Mutant, SystemUnderTest } from './attempt.ts'
import { edits } from './http-edits.ts'

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8')

/** The modules of a mutant as it has them, by their URLs. */
export const textsOf = (name: string, edits: readonly Edit[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...mutated({ name, edits }, read)].map(([file, text]) => [
      pathToFileURL(join(projectRoot, file)).href,
      text,
    ]),
  )

/** A service beside the one that runs, with a check less in its sources: its process alone has them so. */
const mutant = (protection: string, service: ServiceName, edits: readonly Edit[]): Mutant => ({
  protection,
  async take(system) {
    const texts = join(system.dataDir, 'mutant.json')
    await writeFile(texts, JSON.stringify(textsOf(protection, edits)))
    const address = `http://127.0.0.1:${await findFreePort()}`
    const process = besides(service, address, texts, system)
    await process.start()
    const { endpoints } = system
    const services = { ...endpoints.services, [service]: address }
    return {
      system: { ...system, only: service, endpoints: { ...endpoints, services } },
      giveBack: () => process.stop(),
    }
  },
})

/** Ready as soon as it answers: to join a group of consumers takes longer, and none of the requests needs that. */
function besides(name: ServiceName, address: string, texts: string, system: SystemUnderTest) {
  const { endpoints, databaseUrls, dataDir } = system
  const admin = endpoints.kafkaSecurity
  const account = admin && accountOf(admin, name)
  return nodeProcess({
    title: `The ${name} service without a check`,
    name: 'mutant',
    main: (services.find(service => service.name === name) as ServiceFacts).main,
    imports: [import.meta.resolve('./edited.ts')],
    dataDir,
    env: childEnvironment({
      ...kafkaEnvironment(endpoints.kafka, account),
      ...(account && { KAFKA_PASSWORD: account.password }),
      DATABASE_URL: databaseUrls[name] as string,
      JWT_ISSUER: endpoints.issuer?.url ?? '',
      AUTHENTICATION: 'on',
      DENIED_TEXTS: texts,
      PORT: new URL(address).port,
    }),
    stopWithinMs: 15_000,
    startWithinMs: 150_000,
    isReady: async () => (await fetch(`${address}/health/live`).catch(() => undefined))?.ok === true,
  })
}

export const httpMutants: readonly Mutant[] = edits.map(([protection, service, ...edits]) =>
  mutant(protection, service, edits),
)
