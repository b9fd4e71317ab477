import { commonConfig, deadline, milliseconds, port } from '@orderflow/service-kit'
import { type Static, Type } from 'typebox'
import type { Saga } from './domain/order.ts'

export const configSchema = Type.Object({
  ...commonConfig,
  PORT: port(3001),
  ORDER_CREATED_VERSIONS: Type.Enum(['1', '2,1', '2'], {
    description:
      'Versions in which OrderCreated is published for orders of saga 1: 1 before its migration, both during it, 2 once no consumer needs 1',
    default: '2,1',
  }),
  ORDER_SAGA: Type.Unsafe<Saga>(
    Type.Integer({
      description:
        'Version of the saga that new orders go by: 1, or 2 with a check for fraud once all services know it; the others end as they began',
      minimum: 1,
      maximum: 2,
      default: 1,
    }),
  ),
  FRAUD_LIMIT: Type.Integer({
    description:
      'Minor units of whatever currency: an order of saga 2 that costs more is suspect, and is cancelled',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    default: 1_000_000,
  }),
  ORDER_DEADLINE_MS: deadline(
    'Milliseconds after which an order that has not ended asks for its own cancellation',
    900_000,
    1,
  ),
  BACKLOG_TARGET_MS: milliseconds(
    'Milliseconds: while half of the orders that end are older, no more are taken in than end; 0 takes in all',
    10_000,
    { minimum: 0 },
  ),
  STUCK_AFTER_MS: deadline(
    'Milliseconds past its deadline after which an order that has not ended counts as stuck',
    60_000,
    0,
  ),
})

export type Config = Static<typeof configSchema>
