import { type GatewaySettings, settingsSchema } from '@orderflow/test-servers/gateway'
import { type Static, Type } from 'typebox'

const { properties } = settingsSchema

/** Configuration of the simulated payment gateway; faults and times as its control takes them. */
export const configSchema = Type.Object({
  HOST: Type.String({ description: 'Address to listen on; it knows no caller', default: '127.0.0.1' }),
  PORT: Type.Integer({
    description: 'Port to listen on; 0 takes a free one',
    minimum: 0,
    maximum: 65_535,
    default: 4_000,
  }),
  GATEWAY_SEED: Type.Integer({
    description: 'The same seed draws the same faults',
    minimum: 0,
    maximum: 2_147_483_647,
    default: 1,
  }),
  GATEWAY_LEDGER: Type.Optional(
    Type.String({ description: 'File of its books; not set, they end with the process' }),
  ),
  GATEWAY_LATENCY_MS: properties.latencyMs,
  GATEWAY_JITTER_MS: properties.jitterMs,
  GATEWAY_ERROR_RATE: properties.errorRate,
  GATEWAY_LOST_RATE: properties.lostRate,
  GATEWAY_SILENT_RATE: properties.silentRate,
  GATEWAY_DUPLICATE_RATE: properties.duplicateRate,
  GATEWAY_SLOW_MS: properties.slowMs,
})

export const settingsOf = (config: Static<typeof configSchema>): Partial<GatewaySettings> => ({
  latencyMs: config.GATEWAY_LATENCY_MS,
  jitterMs: config.GATEWAY_JITTER_MS,
  errorRate: config.GATEWAY_ERROR_RATE,
  lostRate: config.GATEWAY_LOST_RATE,
  silentRate: config.GATEWAY_SILENT_RATE,
  duplicateRate: config.GATEWAY_DUPLICATE_RATE,
  slowMs: config.GATEWAY_SLOW_MS,
})
