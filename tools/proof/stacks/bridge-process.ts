import { findFreePort, type ServerProcess } from '@orderflow/embedded'
import { createLogger } from '@orderflow/service-kit'
import { serviceProcess } from '../../dev/lib/service-processes.ts'
import { bridge } from '../../dev/lib/services.ts'
import { setUpBridge } from '../../dev/lib/set-up.ts'

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

/** Sets up the bridge's database and dead-letter topics, and makes its process, not yet started. */
export async function bridgeProcess({ brokers, adminUrl, dataDir, env }: BridgeOptions): Promise<Bridge> {
  const logger = createLogger({ service: 'setup', level: 'error' })
  const appUrl = await setUpBridge({ adminUrl, brokers, logger })
  const address = `http://127.0.0.1:${await findFreePort()}`
  return { process: serviceProcess(bridge, address, appUrl, { brokers, dataDir, env }), address }
}
