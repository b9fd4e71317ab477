import { type Collector, startCollector } from '@orderflow/test-servers/collector'
import { type GatewaySimulator, startGatewaySimulator } from '@orderflow/test-servers/gateway'
import { openShop, type Shop } from '../shop.ts'
import { startWitness, type Witness } from './witness.ts'

/** A whole system that is traced, and looks at its brokers often. */
export interface RunningSystem {
  readonly shop: Shop
  readonly collector: Collector
  /** Undecided about customers `slow-…` until its settings are changed. */
  readonly gateway: GatewaySimulator
  /** Stands before the gateway. */
  readonly witness: Witness
  stop(): Promise<void>
}

export async function openSystem(): Promise<RunningSystem> {
  const collector = await startCollector()
  const gateway = await startGatewaySimulator({ settings: { slowMs: 600_000 } })
  const witness = await startWitness(gateway.url)
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
    LOG_LEVEL: 'debug',
    METRICS_INTERVAL_MS: '500',
  }
  const shop = await openShop({ env, gatewayUrl: witness.url })
  return {
    shop,
    collector,
    gateway,
    witness,
    async stop() {
      await shop.stop()
      await witness.stop()
      await gateway.stop()
      await collector.stop()
    },
  }
}
