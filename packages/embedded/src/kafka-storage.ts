import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedError } from './errors.ts'
import { guardProcess } from './guard.ts'
import { brokerProperties, type NodePorts, renderProperties } from './kafka-properties.ts'
import type { BrokerSecurity } from './kafka-security.ts'
import { livePid } from './pid-file.mjs'
import { javaEnvironment } from './toolchain.mjs'

export interface JavaRuntime {
  java: string
  flags: readonly string[]
  classPath: string
}

/** What a caller says of all brokers of a cluster. */
export interface NodeSettings {
  readonly security: BrokerSecurity | undefined
  readonly overrides: Record<string, string>
}

/** The files of one broker, all below `<data folder>/broker-<id>`. */
export function nodeFiles(dataDir: string, id: number) {
  const folder = join(dataDir, `broker-${id}`)
  return {
    folder,
    /** Kafka's log.dirs. */
    logDir: join(folder, 'data'),
    properties: join(folder, 'server.properties'),
    pidFile: join(folder, 'broker.pid'),
    consoleFile: join(folder, 'console.log'),
    logFile: join(folder, 'server.log'),
    /** Who may come in, of a secured broker. */
    accounts: join(folder, 'jaas.conf'),
  }
}

export function refuseLiveBroker(dataDir: string, brokers: number): void {
  for (let id = 1; id <= brokers; id++) {
    const pid = livePid(nodeFiles(dataDir, id).pidFile)
    if (pid !== undefined) throw dataInUse(dataDir, pid)
  }
}

export const dataInUse = (dataDir: string, pid: number | undefined): EmbeddedError => {
  const holder = pid === undefined ? 'another Kafka' : `Kafka with process id ${pid}`
  return new EmbeddedError(
    'DATA_IN_USE',
    `The data in ${dataDir} is in use by ${holder}: stop that one first.`,
  )
}

/** Gives every broker of a new cluster its storage, with Kafka's own tool; an existing one keeps its own. */
export async function formatStorage(
  dataDir: string,
  ports: NodePorts[],
  runtime: JavaRuntime,
  settings: NodeSettings,
): Promise<void> {
  const clusterFile = join(dataDir, 'cluster.json')
  await mkdir(dataDir, { recursive: true })
  const cluster: { clusterId: string; brokers: number } = existsSync(clusterFile)
    ? JSON.parse(await readFile(clusterFile, 'utf8'))
    : { clusterId: newClusterId(), brokers: ports.length }
  if (cluster.brokers !== ports.length) {
    throw new EmbeddedError(
      'DATA_MISMATCH',
      `The Kafka data in ${dataDir} is of ${cluster.brokers} broker(s) and ${ports.length} were asked for: delete that folder or ask for ${cluster.brokers}.`,
    )
  }
  await writeFile(clusterFile, JSON.stringify(cluster))
  await Promise.all(
    ports.map((_, index) => formatNode(dataDir, index + 1, ports, cluster.clusterId, runtime, settings)),
  )
}

/** Formatted beside its place and then moved into it, so that a format that was cut short leaves nothing. */
async function formatNode(
  dataDir: string,
  id: number,
  ports: NodePorts[],
  clusterId: string,
  runtime: JavaRuntime,
  settings: NodeSettings,
): Promise<void> {
  const files = nodeFiles(dataDir, id)
  if (existsSync(files.logDir)) return
  const logDir = `${files.logDir}.new`
  const properties = join(files.folder, 'format.properties')
  await rm(logDir, { recursive: true, force: true })
  await mkdir(logDir, { recursive: true })
  await writeFile(properties, renderProperties(brokerProperties({ id, ports, logDir, ...settings })))
  const flags = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...runtime.flags, '-cp', runtime.classPath]
  const tool = ['kafka.tools.StorageTool', 'format', '--cluster-id', clusterId, '--config', properties]
  const child = spawn(runtime.java, [...flags, ...tool], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: javaEnvironment(),
  })
  guardProcess(child, 'SIGKILL')
  let output = ''
  child.stdout.on('data', chunk => (output += chunk))
  child.stderr.on('data', chunk => (output += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) {
    throw new EmbeddedError(
      'KAFKA_FORMAT',
      `Kafka could not format its storage in ${logDir}: ${output.trim()}`,
    )
  }
  await rename(logDir, files.logDir)
}

/** 16 random bytes in base64url; one that begins with a dash would be taken for an option. */
function newClusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url')
    if (!id.startsWith('-')) return id
  }
}
