import { runService } from '@orderflow/service-kit'
import { inventory } from './app.ts'
import { configSchema } from './config.ts'

await runService(configSchema, inventory)
