import { commonConfig, port } from '@orderflow/service-kit'
import { type Static, Type } from 'typebox'

export const configSchema = Type.Object({
  ...commonConfig,
  PORT: port(3003),
  GATEWAY_TIMEOUT_MS: Type.Integer({
    description: 'Milliseconds that a call of the payment gateway may take; then it is made again later',
    default: 10_000,
    minimum: 1,
    maximum: 600_000,
  }),
})

export type Config = Static<typeof configSchema>
