import { commonConfig, port } from '@orderflow/service-kit'
import { Type } from 'typebox'

export const configSchema = Type.Object({ ...commonConfig, PORT: port(3002) })
