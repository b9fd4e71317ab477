import { commonConfig, port } from '@orderflow/service-kit'
import { type Static, Type } from 'typebox'

export const configSchema = Type.Object({ ...commonConfig, PORT: port(3002) })

export type Config = Static<typeof configSchema>
