import { payment } from '@orderflow/payment/app'
import { configSchema } from '@orderflow/payment/config'
import { runService } from '@orderflow/service-kit'
import { consumes, decide, publishes } from './payment.ts'

await runService(configSchema, config => ({ ...payment(config), consumes, publishes, decide }))
