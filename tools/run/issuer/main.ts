import { once } from 'node:events'
import { createLogger, loadConfig } from '@orderflow/service-kit'
import { runCommand } from '../../dev/lib/run-command.ts'
import { createIssuer } from './app.ts'
import { configSchema } from './config.ts'

/** The development issuer as a process: `node tools/run/issuer/main.ts`, configured by its environment. */
await runCommand(async signal => {
  const config = loadConfig(configSchema)
  const logger = createLogger({ service: 'issuer', level: config.LOG_LEVEL })
  const issuer = await createIssuer(config, logger)
  await issuer.listen({ host: config.HOST, port: config.PORT })
  logger.warn({ issuer: config.ISSUER_URL }, 'for development only: it signs in whoever opens the page')
  if (!signal.aborted) await once(signal, 'abort')
  await issuer.close()
  return 0
})
