import { runService } from '@orderflow/service-kit'
import { shipping } from './app.ts'
import { configSchema } from './config.ts'

await runService(configSchema, shipping)
