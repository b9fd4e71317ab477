import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findFreePort, type ServerProcess } from '@orderflow/embedded'
import { createKafka } from '@orderflow/messaging/kafka'
import { createLogger, setUpDatabase, setUpTopics } from '@orderflow/service-kit'
import { serviceProcess } from '../../dev/lib/service-processes.ts'
import { projectRoot } from '../../dev/lib/system.ts'

export interface BridgeOptions {
  readonly brokers: readonly string[]
  /** A superuser's URL. */
  readonly adminUrl: string
  readonly dataDir: string
  /** Its targets and where they are. */
  readonly env: Readonly<Record<string, string>>
}

export interface Bridge {
  readonly process: ServerProcess
  /** `http://host:port` */
  readonly address: string
}

const folder = join(projectRoot, 'services', 'bridge')

/** Sets up the bridge's database and makes its process, not yet started. */
export async function bridgeProcess({ brokers, adminUrl, dataDir, env }: BridgeOptions): Promise<Bridge> {
  const logger = createLogger({ service: 'setup', level: 'error' })
  const { appUrl } = await setUpDatabase({
    adminUrl,
    database: 'bridge',
    migrations: new URL(`file://${folder}/migrations/`),
    logger,
  })
  const address = `http://127.0.0.1:${await findFreePort()}`
  const main = new URL(`file://${folder}/src/main.ts`)
  return { process: serviceProcess({ name: 'bridge', main }, address, appUrl, { brokers, dataDir, env }), address }
}
