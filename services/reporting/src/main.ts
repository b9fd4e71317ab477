import { runService } from '@orderflow/service-kit'
import { reporting } from './app.ts'
import { configSchema } from './config.ts'

await runService(configSchema, reporting)
