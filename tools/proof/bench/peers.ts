import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clientAddress, type KafkaAddress } from '@orderflow/messaging/kafka'

/** What people would pick instead, each a program of its own in `peers/`. */
export const peerNames = ['dbos', 'graphile-worker', 'kafkajs-saga'] as const
export type PeerName = (typeof peerNames)[number]

export interface PeerFigures {
  readonly peer: PeerName
  /** Of the library. */
  readonly version: string
  readonly orders: number
  /** From the first order accepted to the last one done with. */
  readonly seconds: number
  readonly ordersPerSecond: number
  /** Of the peer's own process in that time, without PostgreSQL and the broker. */
  readonly cpuSeconds: number
  /** How many orders its databases hold as COMPLETED, each once: all of them. */
  readonly completed: number
}

export interface PeerTask {
  readonly orders: number
  /** A superuser's URL: the peer makes its databases and removes them. */
  readonly postgresUrl: string
  readonly kafka: KafkaAddress
  /** Stops the peer. */
  readonly signal: AbortSignal
}

/** A peer that could not be installed or run: one sentence for a person, with the end of what it wrote. */
export class PeerError extends Error {
  readonly code: 'PEERS_NOT_INSTALLED' | 'PEER_FAILED'

  constructor(code: PeerError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

const directory = fileURLToPath(new URL('./peers', import.meta.url))

/**
 * Installs what the peers' own lock file names, unless that is done already. It needs npm and its registry.
 *
 * @throws PeerError PEERS_NOT_INSTALLED
 */
export async function installPeers(options: {
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}): Promise<void> {
  const stamp = join(directory, 'node_modules', '.orderflow-install')
  const lock = await readFile(join(directory, 'package-lock.json'))
  const wanted = createHash('sha256').update(lock).digest('hex')
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return
  options.log('Installing the peers (once, about 10 s)…')
  const { status, stderr } = await run('npm', ['ci', '--omit=dev'], options.signal)
  if (status !== 0) {
    throw new PeerError(
      'PEERS_NOT_INSTALLED',
      `${tail(stderr)}\n\nThe peers could not be installed by \`npm ci\` in tools/proof/bench/peers: put that right, or run the bench without them.`,
    )
  }
  await writeFile(stamp, wanted)
  options.log('Installed the peers')
}

/**
 * One run of a peer, on databases and topics that it makes and removes.
 *
 * @throws PeerError PEER_FAILED when an order is not COMPLETED exactly once
 */
export async function runPeer(name: PeerName, task: PeerTask): Promise<PeerFigures> {
  const { status, stdout, stderr } = await run(
    process.execPath,
    [`${name}.ts`, '--orders', String(task.orders)],
    task.signal,
    { PEER_POSTGRES_URL: task.postgresUrl, PEER_KAFKA: JSON.stringify(clientAddress(task.kafka)) },
  )
  task.signal.throwIfAborted()
  if (status !== 0) {
    throw new PeerError('PEER_FAILED', `The peer ${name} did not do its work: ${tail(stderr)}`)
  }
  return parseFigures(name, task.orders, stdout)
}

/**
 * The figures in what a peer wrote: its last line.
 *
 * @throws PeerError PEER_FAILED when they are missing, or not of this peer and of all these orders
 */
export function parseFigures(name: PeerName, orders: number, stdout: string): PeerFigures {
  const line = stdout.trimEnd().split('\n').at(-1) ?? ''
  let figures: Partial<Record<keyof PeerFigures, unknown>> | null
  try {
    figures = JSON.parse(line)
  } catch (cause) {
    throw new PeerError('PEER_FAILED', `The peer ${name} ended with '${line}' and not with its figures.`, {
      cause,
    })
  }
  const right =
    figures?.peer === name &&
    typeof figures.version === 'string' &&
    figures.orders === orders &&
    figures.completed === orders &&
    [figures.seconds, figures.ordersPerSecond, figures.cpuSeconds].every(isPositive)
  if (!right) throw new PeerError('PEER_FAILED', `The peer ${name} has figures that are not right: ${line}`)
  return figures as PeerFigures
}

const isPositive = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value > 0

const tail = (text: string) => text.trimEnd().split('\n').slice(-20).join('\n')

/** A program in the peers' folder, to its end; SIGTERM when the signal aborts. */
function run(command: string, args: readonly string[], signal: AbortSignal, env: NodeJS.ProcessEnv = {}) {
  return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: directory,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', text => {
      output.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', text => {
      output.stderr = (output.stderr + text).slice(-100_000)
    })
    child.on('error', reject)
    child.on('close', status => resolve({ status, ...output }))
  })
}
