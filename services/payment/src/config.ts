import { commonConfig, milliseconds, port, whole } from '@orderflow/service-kit'
import { type Static, Type } from 'typebox'

export const configSchema = Type.Object({
  ...commonConfig,
  PORT: port(3003),
  GATEWAY_URL: Type.Optional(
    Type.String({
      description: 'Base URL of the payment gateway; not set, a gateway within the process answers',
      pattern: '^https?://[^\\s?#]+$',
      maxLength: 2_000,
    }),
  ),
  GATEWAY_TIMEOUT_MS: milliseconds('Milliseconds that one call of the payment gateway may take', 10_000, {
    maximum: 600_000,
  }),
  GATEWAY_RETRIES: whole(
    'How often a call without an answer is repeated at once; then its request is put off by up to 5 s',
    2,
    0,
    10,
  ),
  GATEWAY_RETRY_MS: milliseconds('Milliseconds: about the first pause between such calls', 100, {
    maximum: 10_000,
  }),
  GATEWAY_RETRY_AFTER_MIN_MS: milliseconds(
    'Milliseconds: the least that a Retry-After of the gateway puts a request off',
    1_000,
    { minimum: 0, maximum: 600_000 },
  ),
  GATEWAY_RETRY_AFTER_MAX_MS: milliseconds(
    'Milliseconds: the most that a Retry-After of the gateway puts a request off; it counts before the least',
    300_000,
    { maximum: 86_400_000 },
  ),
  GATEWAY_CONCURRENCY: whole('Most requests at the payment gateway at a time', 64, 1, 10_000),
  GATEWAY_BREAKER_CALLS: whole('How many of the last calls the circuit breaker judges', 20, 2, 10_000),
  GATEWAY_BREAKER_PERCENT: whole('It opens when more than this share of them had no answer', 50, 1, 99),
  GATEWAY_BREAKER_OPEN_MS: milliseconds('Milliseconds that it stays open before one call tries', 2_000, {
    maximum: 600_000,
  }),
  GATEWAY_SLOW_MS: milliseconds('Milliseconds that the test customers slow-… take to be charged', 20_000, {
    minimum: 0,
    maximum: 600_000,
  }),
})

export type Config = Static<typeof configSchema>
