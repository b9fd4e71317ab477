import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { createLogger, type Logger } from '../logger.ts'
import { keepForStop } from './stop.ts'

const sayAgainMs = 60_000

/**
 * Starts the SDK for traces alone: metrics are Prometheus's and logs pino's. All else is as OpenTelemetry's variables
 * say (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/): endpoint, sampler, and the
 * bounds of the queue, which drops what it has no room for.
 *
 * @param script the process's own; its package says the service's name, and by its scope the namespace, unless
 * `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` do
 */
export function startSdk(script: string | undefined): void {
  const service = packageOf(script)
  const sdk = new NodeSDK({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': service.name,
        'service.version': service.version,
        ...(service.scope !== undefined && { 'service.namespace': service.scope }),
      }),
    ),
    metricReaders: [],
    logRecordProcessors: [],
  })
  if (!process.env.OTEL_LOG_LEVEL) {
    diag.setLogger(seldom(createLogger({ service: service.name })), { logLevel: DiagLogLevel.WARN })
  }
  sdk.start()
  keepForStop(sdk)
}

/** The name, its scope apart, and the version of the package that a script belongs to. */
function packageOf(script: string | undefined): {
  name: string
  scope?: string | undefined
  version: string
} {
  const file = script === undefined ? undefined : findPackageJSON(pathToFileURL(script))
  if (file === undefined) return { name: 'unknown', version: '0' }
  const { name = 'unknown', version = '0' } = JSON.parse(readFileSync(file, 'utf8'))
  const [, scope, own] = /^(?:@([^/]*)\/)?(.*)$/.exec(name) ?? []
  return { name: own ?? name, scope, version }
}

/**
 * What the SDK has to say, as our log lines, once a minute at most: a collector that is away would have it say the same
 * with every batch that it cannot send.
 */
function seldom(logger: Logger): DiagLogger {
  let saidAt = Number.NEGATIVE_INFINITY
  const say = (detail: string) => {
    if (Date.now() - saidAt < sayAgainMs) return
    saidAt = Date.now()
    logger.warn({ detail: detail.slice(0, 500) }, 'OpenTelemetry reports a problem')
  }
  const nothing = () => {}
  return { error: say, warn: say, info: nothing, debug: nothing, verbose: nothing }
}
