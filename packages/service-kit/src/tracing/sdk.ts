import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type DiagLogger, DiagLogLevel, diag, ProxyTracerProvider, trace } from '@opentelemetry/api'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { NodeSDK } from '@opentelemetry/sdk-node'
import type { Environment } from '../config.ts'
import { createLogger, type Logger } from '../logger.ts'
import { batchesOf, protobufExporter } from './export-spans.ts'
import { lightSpans } from './light-spans.ts'
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
  const light = isUsual(process.env) ? batchesOf(protobufExporter(), process.env) : undefined
  const sdk = new NodeSDK({
    ...(light && { spanProcessors: [light] }),
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
  const provider = trace.getTracerProvider()
  if (light !== undefined && provider instanceof ProxyTracerProvider)
    provider.setDelegate(lightSpans(provider.getDelegate(), light))
  keepForStop(sdk)
}

/**
 * Whether spans are made and written by ourselves (`lightSpans`, `writeSpans`), in two fifths of the SDK's time: where nothing is
 * asked for that these do not do. Of everything else the SDK takes care.
 */
function isUsual(env: Environment): boolean {
  const says = (usual: string, ...names: string[]) => names.every(name => (env[name] || usual) === usual)
  return (
    says('otlp', 'OTEL_TRACES_EXPORTER') &&
    says('http/protobuf', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL') &&
    (env.OTEL_TRACES_SAMPLER || 'parentbased_').startsWith('parentbased_') &&
    !Object.keys(env).some(name => /^OTEL_(SPAN|ATTRIBUTE|EVENT|LINK)_\w*LIMIT$/.test(name))
  )
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
