import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedError, findFreePort, type ServerProcess, serverProcess } from '@orderflow/embedded'
import { projectRoot } from '../../dev/lib/system.ts'
import type { StackReport } from './view.ts'

const run = promisify(execFile)

/** A stack in another language: its process, and what it says it has seen. */
export interface Stack {
  readonly process: ServerProcess
  report(): Promise<StackReport>
}

interface SpringOptions {
  readonly dataDir: string
  /** `amqp://…` */
  readonly rabbitmq: string
  readonly postgres: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly password: string
  }
  /** A database that is there and empty. */
  readonly database: string
}

const springFolder = join(projectRoot, 'stacks', 'spring-rabbitmq')
const pythonFolder = join(projectRoot, 'stacks', 'python-eventbridge')
const pythonHome = join(projectRoot, '.cache', 'python-eventbridge')

/** Builds the Spring stack's jar by Maven; its tests are its own `mvn verify`. */
export async function buildSpring(): Promise<void> {
  await built('The Spring stack', 'mvn', ['-B', '-q', '-f', springFolder, '-DskipTests', 'package'])
}

/** Installs the Python stack, with the versions that it pins, into an environment of its own. */
export async function installPython(): Promise<void> {
  await built('The Python environment', 'python3', ['-m', 'venv', pythonHome])
  const constraints = join(pythonFolder, 'constraints.txt')
  const pip = [join(pythonHome, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check'] as const
  await built('The Python stack', pip[0], [...pip.slice(1), '-c', constraints, '-e', pythonFolder])
}

async function built(what: string, command: string, args: readonly string[]): Promise<void> {
  await run(command, [...args], { maxBuffer: 64 * 1024 * 1024 }).catch(error => {
    const said = [error.stdout, error.stderr].join('\n').trim().split('\n').slice(-20).join('\n')
    throw new EmbeddedError('SERVICE_START', `${what} could not be built:\n${said}`)
  })
}

/** The inventory view in Spring Boot, not yet started. */
export async function springStack({ dataDir, rabbitmq, postgres, database }: SpringOptions): Promise<Stack> {
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const target = join(springFolder, 'target')
  const jar = (await readdir(target)).find(
    name => /\.jar$/.test(name) && !/-(sources|plain)\.jar$/.test(name),
  )
  const process = stackProcess('spring-rabbitmq', dataDir, {
    command: 'java',
    args: ['-Xmx384m', '-XX:+UseSerialGC', '-jar', join(target, String(jar))],
    env: {
      SERVER_PORT: String(port),
      SERVER_ADDRESS: '127.0.0.1',
      SPRING_RABBITMQ_ADDRESSES: rabbitmq,
      SPRING_DATASOURCE_URL: `jdbc:postgresql://${postgres.host}:${postgres.port}/${database}`,
      SPRING_DATASOURCE_USERNAME: postgres.user,
      SPRING_DATASOURCE_PASSWORD: postgres.password,
    },
    isReady: () =>
      fetch(`${url}/actuator/health`, { signal: AbortSignal.timeout(2_000) }).then(
        ({ ok }) => ok,
        () => false,
      ),
  })
  return {
    process,
    report: async () => (await (await fetch(`${url}/view`)).json()) as StackReport,
  }
}

/** The stand-in for Lambda's poller in Python, not yet started. @param env where AWS is, in its own variables */
export function pythonStack(
  dataDir: string,
  env: Readonly<Record<string, string>>,
): Stack & { call(...words: string[]): Promise<string> } {
  const python = join(pythonHome, 'bin', 'python')
  const call = async (...words: string[]) =>
    (
      await run(python, ['-m', 'orderflow_eventbridge', ...words], {
        env: { ...globalThis.process.env, ...env },
      })
    ).stdout
  return {
    process: stackProcess('python-eventbridge', dataDir, {
      command: python,
      args: ['-m', 'orderflow_eventbridge', 'poll'],
      env,
      isReady: async () => true,
    }),
    call,
    report: async () => JSON.parse(await call('view')) as StackReport,
  }
}

interface ProcessOptions {
  readonly command: string
  readonly args: string[]
  readonly env: Readonly<Record<string, string>>
  readonly isReady: () => Promise<boolean>
}

function stackProcess(
  name: string,
  dataDir: string,
  { command, args, env, isReady }: ProcessOptions,
): ServerProcess {
  const log = join(dataDir, `${name}.log`)
  return serverProcess({
    name: `The stack ${name}`,
    command,
    args,
    env: { ...globalThis.process.env, ...env },
    pidFile: join(dataDir, `${name}.pid`),
    consoleFile: log,
    logFile: log,
    stopSignal: 'SIGTERM',
    stopWithinMs: 30_000,
    orphanSignal: 'SIGKILL',
    startWithinMs: 150_000,
    startError: 'SERVICE_START',
    prepare: async () => {},
    isReady,
  })
}
