import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface PgbenchOptions {
  /** A superuser's URL of the database that has the table. */
  readonly url: string
  readonly statement: string
  readonly clients: number
  readonly seconds: number
  /** Where its script is written. */
  readonly dataDir: string
  readonly signal: AbortSignal
}

/** Transactions a second by PostgreSQL's own pgbench; undefined where the machine has none. */
export async function pgbench(options: PgbenchOptions): Promise<number | undefined> {
  const { url, statement, clients, seconds, dataDir, signal } = options
  const script = join(dataDir, 'pgbench.sql')
  const at = new URL(url)
  await writeFile(script, `${statement};\n`)
  const flags = ['--no-vacuum', '--protocol=prepared', '--jobs=2', `--client=${clients}`, `--time=${seconds}`]
  try {
    const { stdout } = await run('pgbench', [...flags, `--file=${script}`, at.pathname.slice(1)], {
      signal,
      env: {
        PATH: process.env.PATH,
        PGHOST: at.hostname,
        PGPORT: at.port,
        PGUSER: decodeURIComponent(at.username),
        PGPASSWORD: decodeURIComponent(at.password),
      },
    })
    return transactionsPerSecond(stdout)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Reads pgbench's report, which says `tps = 9876.54 (without initial connection time)`.
 *
 * @throws Error if it does not
 */
export function transactionsPerSecond(report: string): number {
  const found = /^tps = ([\d.]+) \((?:without initial connection time|excluding)/m.exec(report)?.[1]
  if (found === undefined) throw new Error(`pgbench did not say how many transactions a second:\n${report}`)
  return Number(found)
}
