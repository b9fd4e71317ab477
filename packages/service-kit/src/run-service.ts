import type { WorkingSet } from '@orderflow/messaging/decider'
import { MessagingError } from '@orderflow/messaging/errors'
import { settledWithin } from '@orderflow/messaging/timing'
import { activeTracer } from '@orderflow/messaging/tracing'
import type { Static, TObject } from 'typebox'
import type { CommonConfig } from './common-config.ts'
import { describeConfig, loadConfig } from './config.ts'
import { ServiceError } from './errors.ts'
import { runUntilSignal } from './lifecycle.ts'
import { createLogger } from './logger.ts'
import { startService } from './service.ts'
import type { ServiceDefinition } from './service-definition.ts'
import { stopTracing } from './tracing/stop.ts'
import { tracingWanted } from './tracing/wanted.ts'

/** A collector that does not answer holds up no stop. */
const flushWithinMs = 2_000

/**
 * A service's whole process: reads the configuration, starts, and stops in order when it is told to.
 * Exits with status 1 and one line when the configuration is wrong or the port is taken.
 */
export async function runService<
  Schema extends TObject,
  World extends { readonly [name: string]: WorkingSet },
>(schema: Schema, define: (config: Static<Schema>) => ServiceDefinition<World>): Promise<void> {
  let config: Static<Schema>
  try {
    config = loadConfig(schema)
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
  const common = config as CommonConfig
  const definition = define(config)
  const logger = createLogger({ service: definition.name, level: common.LOG_LEVEL })
  logger.info({ config: describeConfig(schema, config) }, 'starting')
  if (tracingWanted(process.env) && activeTracer() === undefined) {
    logger.warn('no traces: start the process with node --import @orderflow/service-kit/tracing')
  }
  if (common.KAFKA_USERNAME === undefined) {
    logger.warn('no security on Kafka: set KAFKA_CA_FILE, KAFKA_USERNAME and KAFKA_PASSWORD in production')
  }
  try {
    const service = await startService(definition, common, logger)
    logger.info({ address: service.address }, 'listening')
    const stop = async () => {
      await service.stop()
      await settledWithin(flushWithinMs, stopTracing())
    }
    runUntilSignal({ logger, timeoutMs: common.SHUTDOWN_TIMEOUT_MS, stop })
  } catch (err) {
    if (err instanceof ServiceError || err instanceof MessagingError)
      logger.fatal({ code: err.code }, `could not start. ${err.message}`)
    else logger.fatal({ err }, 'could not start')
    process.exit(1)
  }
}
