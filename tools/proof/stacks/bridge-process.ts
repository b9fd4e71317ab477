import { findFreePort, type ServerProcess } from '@orderflow/embedded'
import { createLogger } from '@orderflow/service-kit'
import { accountOf, addressOf, type KafkaAccount } from '../../dev/lib/kafka-access.ts'
import { serviceProcess } from '../../dev/lib/service-processes.ts'
import { bridge } from '../../dev/lib/services.ts'
import { setUpBridge } from '../../dev/lib/set-up.ts'

export interface BridgeOptions {
  readonly brokers: readonly string[]
  /** See `startServices`. */
  readonly kafkaAdmin?: KafkaAccount | undefined
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
export async function bridgeProcess(options: BridgeOptions): Promise<Bridge> {
  const { brokers, kafkaAdmin, adminUrl, ...rest } = options
  const logger = createLogger({ service: 'setup', level: 'error' })
  const appUrl = await setUpBridge({ adminUrl, ...addressOf(brokers, kafkaAdmin), logger })
  const account = kafkaAdmin && accountOf(kafkaAdmin, bridge.name)
  const address = `http://127.0.0.1:${await findFreePort()}`
  return { process: serviceProcess(bridge, address, appUrl, { brokers, account, ...rest }), address }
}
