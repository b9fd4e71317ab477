import { commonConfig, port } from '@orderflow/service-kit'
import { type Static, Type } from 'typebox'

export const configSchema = Type.Object({
  ...commonConfig,
  PORT: port(3001),
  ORDER_CREATED_VERSIONS: Type.Enum(['1', '2,1', '2'], {
    description:
      'Versions in which OrderCreated is published: 1 before its migration, both during it, 2 once no consumer needs 1',
    default: '2,1',
  }),
  ORDER_DEADLINE_MS: Type.Integer({
    description: 'Milliseconds after which an order that has not ended asks for its own cancellation',
    default: 900_000,
    minimum: 1,
    maximum: 2_592_000_000,
  }),
  STUCK_AFTER_MS: Type.Integer({
    description: 'Milliseconds past its deadline after which an order that has not ended counts as stuck',
    default: 60_000,
    minimum: 0,
    maximum: 2_592_000_000,
  }),
})

export type Config = Static<typeof configSchema>
