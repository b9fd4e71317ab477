import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cp, readdir, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { ServiceError } from '@orderflow/service-kit'
import { pythonMissing, pythonWith } from '@orderflow/test-servers/python'
import { fetchWith, fillOnce, type Log, refuseMissing, runs } from '@orderflow/test-servers/tool-cache'

const folder = fileURLToPath(new URL('../../../stacks/kafka-clients/', import.meta.url))

/** Kafka clients of other languages, each with its language's CloudEvents SDK. */
export type Client =
  | 'java'
  | 'kafka-python'
  | 'aiokafka'
  | 'confluent-kafka'
  | 'confluent-kafka by its own partitioner'

/** A record as a client hands it over; bytes are base64. */
export interface ReadRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  readonly headers: readonly (readonly [name: string, value: string | null])[]
  /** What the SDK makes of it. */
  readonly event?: { readonly attributes: Readonly<Record<string, string | null>>; readonly data: unknown }
  /** What the SDK says if it cannot read it. */
  readonly error?: string
}

/** An event for the SDK to write: extensions are attributes too, and the data are JSON. */
export interface WrittenEvent {
  readonly topic: string
  readonly key: string | null
  readonly attributes: Readonly<Record<string, string>>
  readonly data: string
}

export interface Batch {
  readonly mode: 'binary' | 'structured'
  readonly compression: string
  readonly events: readonly WrittenEvent[]
}

/** What an application of Spring Kafka is told of a dead letter. */
export interface SpringLetter {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly group: string
  readonly exception: string
  readonly message: string
  readonly value: string | null
}

interface Jobs {
  /** Reads so many records of these topics, from their beginning. */
  read: { job: { topics: readonly string[]; count: number }; answer: ReadRecord[] }
  /** Writes batch by batch, placed by the client's own partitioner; the events' places in their order. */
  write: { job: { batches: readonly Batch[] }; answer: { partition: number; offset: number }[] }
  /** So many records of one dead-letter topic; only Java has it. */
  'read dead letters': { job: { topic: string; count: number }; answer: SpringLetter[] }
  /** The number of records by the codec of their batch; only Python has it. */
  'count by codec': { job: { topics: readonly string[]; count: number }; answer: Record<string, number> }
}

export interface Programs {
  run<Name extends keyof Jobs>(
    client: Client,
    name: Name,
    job: Jobs[Name]['job'],
  ): Promise<Jobs[Name]['answer']>
}

/**
 * The two programs of `stacks/kafka-clients`, built once into the cache: a minute the first time.
 *
 * @throws EmbeddedError `TOOL_MISSING`, `DOWNLOAD_FAILED`
 */
export async function startPrograms(bootstrap: readonly string[], log: Log): Promise<Programs> {
  refuseMissing(toolsMissing())
  const [java, python] = await Promise.all([javaProgram(log), pythonProgram(log)])
  return {
    async run(client, name, job) {
      const { command, args, cwd } = client === 'java' ? java : python
      const child = spawn(command, args, { cwd, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } })
      child.stdin.end(JSON.stringify({ do: name, client, bootstrap: bootstrap.join(','), ...job }))
      const closed = once(child, 'close')
      const [said, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), closed])
      if (status === 0) return JSON.parse(said)
      throw new ServiceError(
        'CLIENT_FAILED',
        `${client} did not ${name} (status ${status}): ${errors.slice(-4_000)}`,
      )
    },
  }
}

/** What the machine lacks for them, with the command that brings it. */
export function toolsMissing(): string | undefined {
  const python = pythonMissing('The Kafka client in Python')
  if (python !== undefined) return python
  return runs('mvn', '-version') && runs('javac', '-version')
    ? undefined
    : 'The Kafka client in Java needs Maven 3.8 and a JDK 17 or newer: `apt-get install maven default-jdk-headless`.'
}

async function javaProgram(log: Log) {
  const sources = join(folder, 'java')
  const built = await fillOnce(`kafka-clients-java-${await digest(sources)}`, log, async cache => {
    await cp(sources, cache, { recursive: true, filter: path => !path.includes('/target') })
    await fetchWith('mvn', ['-q', '-B', '-f', join(cache, 'pom.xml'), 'prepare-package', '-DskipTests'])
  })
  const classPath = [join(built, 'target/classes'), join(built, 'target/libs/*')].join(delimiter)
  const flags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m']
  return { command: 'java', args: [...flags, '-cp', classPath, 'orderflow.clients.Main'], cwd: built }
}

async function pythonProgram(log: Log) {
  const cwd = join(folder, 'python')
  const requirements = join(cwd, 'requirements.txt')
  const cache = `kafka-clients-python-${hash([await readFile(requirements)])}`
  return { command: await pythonWith(cache, requirements, log), args: ['-m', 'orderflow_clients'], cwd }
}

/** Of what a build is made of, so that a change is built anew. */
async function digest(sources: string): Promise<string> {
  const entries = await readdir(join(sources, 'src'), { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return hash(await Promise.all([join(sources, 'pom.xml'), ...files.sort()].map(path => readFile(path))))
}

const hash = (contents: readonly Buffer[]) =>
  contents
    .reduce((sum, content) => sum.update(content), createHash('sha256'))
    .digest('hex')
    .slice(0, 12)
