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
})

export type Config = Static<typeof configSchema>
