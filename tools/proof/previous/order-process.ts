import { order } from '@orderflow/order/app'
import { configSchema } from '@orderflow/order/config'
import { runService } from '@orderflow/service-kit'
import { consumes, decide, publishes } from './order.ts'

await runService(configSchema, config => ({ ...order(config), consumes, publishes, decide }))
