import { runService } from '@orderflow/service-kit'
import { bridge } from './app.ts'
import { configSchema } from './config.ts'

await runService(configSchema, bridge)
