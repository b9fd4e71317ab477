import { existsSync, realpathSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EmbeddedError } from './errors.ts'
import { ensureKafkaJars, type Log } from './jars.ts'
import { sharedClasses } from './kafka-classes.ts'
import { servingBrokers } from './kafka-probe.ts'
import { brokerProperties, type NodePorts, renderProperties } from './kafka-properties.ts'
import { type BrokerSecurity, renderAccounts } from './kafka-security.ts'
import {
  dataInUse,
  formatStorage,
  type JavaRuntime,
  type NodeSettings,
  nodeFiles,
  refuseLiveBroker,
} from './kafka-storage.ts'
import { livePid, withLock } from './pid-file.mjs'
import { choosePort, findFreePort, LOOPBACK } from './ports.ts'
import { type ServerProcess, serverProcess } from './server-process.ts'
import { findJava, javaEnvironment } from './toolchain.mjs'

export interface KafkaOptions {
  /** Formatted if new or empty; topics, records and offsets in it survive a restart. */
  dataDir: string
  /** Where the jars are kept between starts, for every cluster of this machine. */
  cacheDir: string
  /** 1 unless told. With 3, each in a process of its own, any one may die without loss. */
  brokers?: number
  /** Ports for clients, one per broker; 0 or none for a free one. */
  ports?: number[]
  /** What a person changes when a port is busy, for the error's sentence: the name of a variable, say. */
  portSetting?: string
  /** TLS, and accounts with rights; without it the brokers ask nobody who it is. */
  security?: BrokerSecurity
  /** Broker settings over the embedded cluster's own. */
  serverProperties?: Record<string, string>
  /** Progress, for people. */
  log?: Log
  /** The progress of fetching Kafka; `log` unless told. */
  fetchLog?: Log
}

export interface KafkaNode extends ServerProcess {
  readonly id: number
  /** host:port for clients; the same after a restart. */
  readonly address: string
}

export interface KafkaCluster {
  readonly bootstrap: string[]
  readonly nodes: KafkaNode[]
  stop(): Promise<void>
}

const LOG_CONFIG = new URL('../kafka/log4j2.xml', import.meta.url).href

/**
 * From `java` to "started" on two cores, Java 17: 2.7 s with Java's defaults, 2.4 s with the serial collector,
 * 1.9 s with the C1 compiler alone as well. C1 costs no throughput that a test would notice: of the broker's
 * CPU, 400,000 records of 600 bytes took 3.8 s, and 2.4 s the second time; with C2 the first took 6.2 s.
 */
const JVM_FLAGS = ['-Xms64m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:-UsePerfData', ...hugePages()]

/** Heap and code in pages of 2 MB, where the kernel has them: an order costs the broker a tenth less (ADR 68). Only Java for Linux knows it. */
function hugePages(): string[] {
  return process.platform === 'linux' ? ['-XX:+UseTransparentHugePages'] : []
}

/**
 * Cryptography is C2's: only what it compiles uses the processor's AES, and a megabyte through TLS and back takes 1 ms so, and 54 with
 * C1, which for all else is cheaper where a broker lives for minutes (ADR 68).
 */
const COMPILERS = fileURLToPath(new URL('../kafka/compilers.json', import.meta.url))
const compilers = (security: BrokerSecurity | undefined) =>
  security
    ? ['-XX:+UnlockDiagnosticVMOptions', `-XX:CompilerDirectivesFile=${COMPILERS}`]
    : ['-XX:TieredStopAtLevel=1']

/** 2 s by itself; a crowded machine gets a chance. */
const START_WITHIN_MS = 120_000
/** One broker takes 0.4 s. */
const STOP_WITHIN_MS = 5_000
/** 3 s by itself, if it writes its classes; a crowded machine gets a chance. */
const WRITE_WITHIN_MS = 120_000
/**
 * Brokers that stop together take leave of the controller while there is one, which lets them register again
 * at once at the next start; then they lose their quorum, and would wait for it without end.
 */
const STOP_TOGETHER_WITHIN_MS = 1_500
const PROBE_WITHIN_MS = 1_000

/** Starts Kafka on loopback; resolves when clients can create topics, with every broker in place. */
export async function startKafka(options: KafkaOptions): Promise<KafkaCluster> {
  const { brokers = 1, log = () => {}, security } = options
  const settings: NodeSettings = { security, overrides: options.serverProperties ?? {} }
  const dataDir = resolve(options.dataDir)
  refuseLiveBroker(dataDir, brokers)
  const java = findJava()
  if ('code' in java) throw new EmbeddedError(java.code, java.message)
  const ports = await choosePorts(brokers, options)
  const jars = await ensureKafkaJars(options.cacheDir, options.fetchLog ?? log)

  const started = Date.now()
  const jar = realpathSync(jars[0]!)
  const plain: JavaRuntime = { java: java.command, classPath: join(dirname(jar), '*'), flags: [] }
  const flags = await sharedClasses(jar, java.says, (...at) => writeClasses(plain, ...at))
  const runtime = { ...plain, flags }
  await withLock(join(dataDir, 'format.lock'), () => formatStorage(dataDir, ports, runtime, settings))
  log(brokers === 1 ? 'Starting Kafka…' : `Starting ${brokers} Kafka brokers…`)

  // A cluster has started when each broker serves and knows that all others do; a single one that is started
  // again later answers for itself.
  let together = true
  const nodes = ports.map((_, index) => {
    const id = index + 1
    return kafkaNode(dataDir, id, ports, runtime, settings, serving =>
      together ? serving.length === brokers : serving.includes(id),
    )
  })
  const stop = async () => {
    await Promise.all(nodes.map(node => node.stop(brokers > 1 ? STOP_TOGETHER_WITHIN_MS : STOP_WITHIN_MS)))
  }
  try {
    await Promise.all(nodes.map(node => node.start()))
  } catch (error) {
    await stop()
    throw error
  }
  together = false
  const bootstrap = nodes.map(node => node.address)
  log(`Kafka serves on ${bootstrap.join(', ')} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  return { bootstrap, nodes, stop }
}

/** Starts a broker in an empty folder, and stops it: as it ends, Java writes all classes that it has loaded into `archive`. */
async function writeClasses(plain: JavaRuntime, folder: string, archive: string): Promise<void> {
  const ports = await choosePorts(1, {})
  const settings: NodeSettings = { security: undefined, overrides: {} }
  await formatStorage(folder, ports, plain, settings)
  const runtime = { ...plain, flags: [`-XX:ArchiveClassesAtExit=${archive}`] }
  const node = kafkaNode(folder, 1, ports, runtime, settings, serving => serving.includes(1))
  await node.start()
  let wasKilled = false
  node.onExit(({ signal }) => (wasKilled = signal !== null))
  await node.stop(WRITE_WITHIN_MS)
  if (wasKilled)
    throw new EmbeddedError('KAFKA_START', `Kafka did not stop within ${WRITE_WITHIN_MS / 1000} s.`)
}

async function choosePorts(
  brokers: number,
  options: Pick<KafkaOptions, 'ports' | 'portSetting'>,
): Promise<NodePorts[]> {
  const ports: NodePorts[] = []
  for (let index = 0; index < brokers; index++) {
    const client = await choosePort(options.ports?.[index], options.portSetting ?? 'the option `ports`')
    ports.push({ client, controller: await findFreePort() })
  }
  return ports
}

function kafkaNode(
  dataDir: string,
  id: number,
  ports: NodePorts[],
  runtime: JavaRuntime,
  settings: NodeSettings,
  isServing: (brokers: number[]) => boolean,
): KafkaNode {
  const files = nodeFiles(dataDir, id)
  const port = ports[id - 1]!.client
  const server = serverProcess({
    name: ports.length === 1 ? 'Kafka' : `Kafka broker ${id}`,
    command: runtime.java,
    env: javaEnvironment(),
    args: [
      ...JVM_FLAGS,
      ...compilers(settings.security),
      ...runtime.flags,
      `-Dlog4j2.configurationFile=${LOG_CONFIG}`,
      `-Dkafka.logs.dir=${files.folder}`,
      ...(settings.security ? [`-Djava.security.auth.login.config=${files.accounts}`] : []),
      '-cp',
      runtime.classPath,
      'kafka.Kafka',
      files.properties,
    ],
    pidFile: files.pidFile,
    consoleFile: files.consoleFile,
    logFile: files.logFile,
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
    orphanSignal: 'SIGKILL',
    startWithinMs: START_WITHIN_MS,
    startError: 'KAFKA_START',
    async prepare() {
      const pid = livePid(files.pidFile)
      if (pid !== undefined) throw dataInUse(dataDir, pid)
      if (!existsSync(files.logDir)) {
        throw new EmbeddedError(
          'KAFKA_START',
          `${files.logDir} is gone: start the cluster again with startKafka.`,
        )
      }
      const properties = brokerProperties({ id, ports, logDir: files.logDir, ...settings })
      await writeFile(files.properties, renderProperties(properties))
      if (settings.security)
        await writeFile(files.accounts, renderAccounts(settings.security), { mode: 0o600 })
    },
    isReady: async () => isServing(await servingBrokers(port, PROBE_WITHIN_MS, settings.security)),
    // Kafka's own lock of its data, which goes with its process; ours above only says it sooner and with a name.
    explain: log =>
      log.includes('Failed to acquire lock on file') ? dataInUse(dataDir, undefined) : undefined,
  })
  return Object.defineProperties(server as ServerProcess & { id: number; address: string }, {
    id: { value: id, enumerable: true },
    address: { value: `${LOOPBACK}:${port}`, enumerable: true },
  })
}
