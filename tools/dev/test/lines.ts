import type { Ended } from './ended.ts'

/** What a test costs, which its suffix says. In the order in which they run. */
export const kinds = ['unit', 'int', 'e2e', 'long', 'browser', 'clients'] as const
export type Kind = (typeof kinds)[number]
/** What runs unless kinds are named. */
export const usualKinds: readonly Kind[] = ['unit', 'int', 'e2e']

/** Most columns of a line. */
const columns = 80

/** Seconds that a file keeps one worker busy on two quiet cores, where no earlier run has measured it. */
const usualSeconds: Readonly<Record<Kind, number>> = {
  unit: 0.4,
  int: 8,
  e2e: 75,
  long: 60,
  browser: 150,
  clients: 60,
}

export interface Planned {
  readonly kind: Kind
  /** Seconds that it took the last time on this machine. */
  readonly lastSeconds: number | undefined
}

/** Seconds that files will take in all on so many workers. */
const expectedSeconds = (files: readonly Planned[], workers: number): number =>
  files.reduce((sum, { kind, lastSeconds }) => sum + (lastSeconds ?? usualSeconds[kind]), 0) / workers

/** What a run says before it begins. */
export function announcement(files: readonly Planned[], workers: number): string {
  const counts = kinds
    .map(kind => ({ kind, count: files.filter(file => file.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
  const seconds = expectedSeconds(files, workers)
  const time =
    seconds < 90 ? `${Math.max(5, Math.ceil(seconds / 5) * 5)} seconds` : `${Math.ceil(seconds / 60)} minutes`
  return `Test files: ${counts.join(', then ')}; about ${time} on two quiet cores.`
}

/** One line of a file that has ended. */
export function fileLine({ path, tests, failed, skipped, seconds }: Ended): string {
  const counts = [
    `${tests} test${tests === 1 ? '' : 's'}`,
    failed > 0 ? `${failed} failed` : '',
    skipped > 0 ? `${skipped} skipped` : '',
  ]
  const end = `  ${counts.filter(Boolean).join(', ')}  ${seconds.toFixed(1).padStart(5)} s`
  const start = `${failed > 0 ? '✗' : '✓'} `
  const width = columns - start.length - end.length
  return `${start}${shortened(path, width).padEnd(width)}${end}`
}

/** The name of a test that failed, below its file; why is told at the end of the run. */
export const failedLine = (name: string): string => cut(`    ${name}`)

/** What runs at this moment. */
export function nowLine(clock: string, done: string, running: readonly string[]): string {
  const names = running.map(path => path.replace(/^.*\//, '').replace(/\.test\.ts$/, ''))
  return cut(`${clock}  ${done}  now: ${names.join(', ') || 'servers start'}`)
}

/** Minutes and seconds: 4:07. */
export const clockOf = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

const cut = (line: string) => (line.length < columns ? line : `${line.slice(0, columns - 2)}…`)

/** The end of a path says more than its beginning. */
const shortened = (path: string, width: number) =>
  path.length <= width ? path : `…${path.slice(path.length - width + 1)}`
