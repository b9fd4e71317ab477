import { runService } from '@orderflow/service-kit'
import { payment } from './app.ts'
import { configSchema } from './config.ts'

await runService(configSchema, payment)
