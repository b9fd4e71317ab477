import { createLogger, loadConfig, runUntilSignal, ServiceError } from '@orderflow/service-kit'
import { createIssuer } from './app.ts'
import { configSchema } from './config.ts'

/** The development issuer as a process: `node tools/run/issuer/main.ts`, configured by its environment. */
try {
  const config = loadConfig(configSchema)
  const logger = createLogger({ service: 'issuer', level: config.LOG_LEVEL })
  const issuer = await createIssuer(config, logger)
  await issuer.listen({ host: config.HOST, port: config.PORT })
  logger.warn({ issuer: config.ISSUER_URL }, 'for development only: it signs in whoever opens the page')
  runUntilSignal({ logger, timeoutMs: 5_000, stop: async () => void (await issuer.close()) })
} catch (error) {
  if (!(error instanceof ServiceError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
