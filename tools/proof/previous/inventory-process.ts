import { inventory } from '@orderflow/inventory/app'
import { commonConfig, port, runService } from '@orderflow/service-kit'
import { Type } from 'typebox'
import { consumes, decide, publishes } from './inventory.ts'

await runService(Type.Object({ ...commonConfig, PORT: port(3002) }), () => ({
  ...inventory(),
  consumes,
  publishes,
  decide,
}))
