import { runService } from '@orderflow/service-kit'
import { order } from './app.ts'
import { configSchema } from './config.ts'

await runService(configSchema, order)
