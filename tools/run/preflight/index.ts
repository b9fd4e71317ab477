import { constants, existsSync } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { livePid } from '@orderflow/embedded'
import { configFaults, type Environment, fileOf, ServiceError } from '@orderflow/service-kit'
import type { TObject } from 'typebox'
import { endpointsFile } from '../../dev/lib/endpoints.ts'
import { moduleOf, services } from '../../dev/lib/services.ts'
import { configSchema as gatewaySchema } from '../gateway/config.ts'
import { configSchema as issuerSchema } from '../issuer/config.ts'
import { hostFault, portFaults, type WantedPort } from './ports.ts'
import { type Command, reasonsWithoutEffect, withoutEffect } from './without-effect.ts'

export interface PreflightOptions {
  readonly command: Command
  readonly env: Environment
  readonly dataDir: string
  /** Whether the simulated gateway is to run as a process of its own. */
  readonly gateway: boolean
  /** The command's own settings, and what they ask for; without them every port is a free one. */
  readonly ports?: { readonly schema: TObject; wanted(env: Environment): readonly WantedPort[] }
  /** Told of settings that have no effect. */
  readonly log: (line: string) => void
}

/**
 * Looks at everything that could keep a system from starting and can be known before its first server is started:
 * the configuration of every program, every port, and the folders that it writes to.
 *
 * @throws ServiceError `START_REFUSED` with a sentence for each fault
 */
export async function preflight(options: PreflightOptions): Promise<void> {
  const { command, env, dataDir, gateway, ports, log } = options
  const reasons = reasonsWithoutEffect(command, gateway)
  for (const line of withoutEffect(env, reasons)) log(line)

  const own = ports === undefined ? [] : configFaults(ports.schema, env)
  const faults = [...own, ...(await programFaults(env, reasons, gateway))].map(fault => `${fault}.`)
  const host = env.HOST || '127.0.0.1'
  const other = livePid(join(dataDir, 'system.pid'))
  const ofHost = await hostFault(host)
  if (ofHost !== undefined) faults.push(ofHost)
  // The other system has the ports, too: it is the one thing to put right.
  if (other !== undefined)
    faults.push(`Orderflow already runs on ${dataDir} as process ${other}: stop it first.`)
  else if (ports !== undefined) {
    const valid = { ...env, ...Object.fromEntries(own.map(fault => [nameIn(fault), '0'])) }
    faults.push(...(await portFaults(ports.wanted(valid), ofHost === undefined ? host : '127.0.0.1')))
  }
  if (ports !== undefined) faults.push(...(await runFolderFault()))
  if (faults.length > 0) throw refusal([...new Set(faults)])
}

/** What is wrong with the settings of the services, the issuer and the gateway, but for those that the system gives them. */
async function programFaults(env: Environment, given: Readonly<Record<string, string>>, gateway: boolean) {
  const settings = { ...without(env, ['PORT', ...Object.keys(given)]), ...standIns }
  const schemas = await Promise.all(
    services.map(service => moduleOf<{ readonly configSchema: TObject }>(service, 'config.ts')),
  )
  return [
    ...schemas.map(({ configSchema }) => configSchema),
    issuerSchema,
    ...(gateway ? [gatewaySchema] : []),
  ].flatMap(schema => configFaults(schema, settings))
}

/** For what no program starts without, and the system gives. */
const standIns = {
  DATABASE_URL: 'postgres://127.0.0.1/any',
  KAFKA_BROKERS: '127.0.0.1:9092',
  ISSUER_URL: 'http://127.0.0.1:3009',
  ISSUER_SECRET: 'any of 16 characters',
}

async function runFolderFault(): Promise<string[]> {
  const folder = dirname(endpointsFile())
  try {
    await makeFolder(folder)
    await access(join(folder, '.'), constants.W_OK)
    return []
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return [`${folder} cannot be written to (${code}): set another folder with ORDERFLOW_RUN_DIR.`]
  }
}

/** Unlike a recursive `mkdir`, this ends where the system lets nobody make one: under `/proc`, say. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return
  await makeFolder(dirname(folder))
  await mkdir(folder)
}

function refusal(faults: readonly string[]): ServiceError {
  return new ServiceError(
    'START_REFUSED',
    ['Nothing was started:', ...faults.map(line => `  ${line}`)].join('\n'),
  )
}

const nameIn = (fault: string) => fault.split(' ', 1)[0] as string

const without = (env: Environment, names: readonly string[]): Environment =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !names.some(own => name === own || name === fileOf(own))),
  )
