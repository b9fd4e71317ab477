import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { ServiceError } from '@orderflow/service-kit'
import { pythonMissing, pythonWith } from '@orderflow/test-servers/python'
import { type Log, refuseMissing } from '@orderflow/test-servers/tool-cache'

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url))
const version = '4.32.5'

/** What one service is asked with. */
export interface Asking {
  /** Base URL. */
  readonly url: string
  /** An operator's token. */
  readonly token: string
  /** Cases of each operation, beside those that its schemas name. */
  readonly examples: number
  readonly seed: number
  /** Values that there are, by the name of their parameter: else everything is 404. */
  readonly known: Readonly<Record<string, readonly string[]>>
  /** Where its files are kept. */
  readonly folder: string
}

/** What came of one service. */
export interface Asked {
  readonly operations: number
  readonly cases: number
  /** What its document does not say, or says otherwise: `ST202 Schema-valid request rejected: GET /orders`. */
  readonly failures: readonly string[]
  /** Whether all that there is was asked. */
  readonly complete: boolean
  /** All that schemathesis printed. */
  readonly printed: string
}

/** The part of schemathesis' report that is read. */
interface Report {
  readonly complete: boolean
  readonly operations: { readonly selected: number; readonly tested: number }
  readonly test_cases: { readonly generated: number }
  readonly failures: readonly {
    readonly code: string
    readonly title: string
    readonly operations: readonly string[]
  }[]
  readonly errors: readonly unknown[]
}

/**
 * schemathesis, installed once into the cache.
 *
 * @throws EmbeddedError `TOOL_MISSING`, `DOWNLOAD_FAILED`
 */
export async function schemathesis(log: Log): Promise<(asking: Asking) => Promise<Asked>> {
  refuseMissing(pythonMissing('schemathesis'))
  const python = await pythonWith(`schemathesis-${version}`, requirements, log)
  return asking => ask(python, asking)
}

/** All checks of all kinds of cases on all operations that the service's document has. */
async function ask(python: string, { url, token, examples, seed, known, folder }: Asking): Promise<Asked> {
  const [config, report] = ['schemathesis.toml', 'report.json'].map(name => join(folder, name)) as [
    string,
    string,
  ]
  await writeFile(config, configOf(known))
  const args = [
    ...['-m', 'schemathesis.cli', '--config-file', config, 'run', `${url}/docs/json`, '--checks', 'all'],
    ...['--max-examples', String(examples), '--seed', String(seed), '--continue-on-failure'],
    ...[
      '--generation-database',
      'none',
      '--max-response-time',
      '120',
      '--request-timeout',
      '150',
      '--report',
      'json',
      '--report-json-path',
      report,
      '--no-color',
    ],
  ]
  const child = spawn(python, args, { cwd: folder, env: { ...process.env, ORDERFLOW_TOKEN: token } })
  const closed = once(child, 'close')
  const printed = (await Promise.all([text(child.stdout), text(child.stderr)])).join('')
  const [status] = await closed
  await writeFile(join(folder, 'printed.txt'), printed)
  if (status !== 0 && status !== 1)
    throw new ServiceError('CLIENT_FAILED', `schemathesis ended with ${status}: ${printed.slice(-4_000)}`)
  return { ...readReport(JSON.parse(await readFile(report, 'utf8')), status), printed }
}

function readReport({ complete, operations, test_cases, failures, errors }: Report, status: number) {
  const found = failures.flatMap(({ code, title, operations }) =>
    operations.map(operation => `${code} ${title}: ${operation}`),
  )
  return {
    operations: operations.tested,
    cases: test_cases.generated,
    failures: found,
    // A warning that it takes for a failure, an error of its own: its words say which.
    complete: complete && errors.length === 0 && (status === 0 || found.length > 0),
  }
}

/** Warnings that mean that something was not tried. */
const fatal = [
  'missing_auth',
  'missing_deserializer',
  'unsupported_regex',
  'unresolvable_reference',
  'rate_limited',
]

function configOf(known: Asking['known']): string {
  const each = (line: (name: string, values: readonly string[]) => string) =>
    Object.entries(known).map(([name, values]) => line(name, values))
  return [
    '[auth.openapi.token]',
    `bearer = "\${ORDERFLOW_TOKEN}"`,
    '[warnings]',
    `fail-on = ${JSON.stringify(fatal)}`,
    ...each((name, values) => `[dictionaries.${name}]\nvalues = ${JSON.stringify(values)}`),
    '[parameters]',
    ...each(name => `${name} = { dictionary = "${name}", probability = 0.5 }`),
  ].join('\n')
}
