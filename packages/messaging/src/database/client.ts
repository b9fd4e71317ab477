import type { Writable } from 'node:stream'
import pg from 'pg'
import { DatabaseUnavailable, isDatabaseUnavailable, sqlState } from './errors.ts'
import { poolerBetween, refusesSettings, sessionKept } from './pooler.ts'
import { sessionMark } from './session.ts'
import { type DatabaseUrl, urlNow } from './url.ts'

/**
 * A client of pg that can always be made. Its URL may come from a file that is being replaced: while that is no URL, or
 * names a file that is not there, it is `connect` that fails. Whatever fails there, certificates included, may go well
 * later: it is DatabaseUnavailable, or the server's own refusal with its SQLSTATE. Who asks for a session (`sessionSettings`)
 * gets one, or the error that a pooler stands between.
 */
export class Client extends pg.Client {
  // biome-ignore lint/correctness/noUnreachableSuper: the second comes only where the first has thrown.
  constructor(url: DatabaseUrl, config: pg.ClientConfig = {}) {
    let fault: string | undefined
    try {
      // Reads the URL, and the files that it names.
      super({ ...config, connectionString: urlNow(url) })
    } catch (error) {
      super(config)
      fault = (error as NodeJS.ErrnoException).code ?? 'no URL'
    }
    if (!(this.port >= 0 && this.port <= 65_535)) fault ??= 'no port'
    if (fault !== undefined) faults.set(this, unusable(fault))
  }

  override connect(): Promise<pg.Client>
  override connect(callback: (error: Error) => void): void
  override connect(callback?: (error: Error) => void): unknown {
    if (callback === undefined)
      return new Promise((resolve, reject) =>
        this.connect((error?: Error | null) => (error ? reject(error) : resolve(this))),
      )
    const fault = faults.get(this)
    if (fault !== undefined) return process.nextTick(callback, fault)
    return super.connect((error: Error | null) => {
      if (error) return callback(toUnavailable(error))
      if (!startOptions(this)?.includes(sessionMark)) return callback(null as unknown as Error)
      // To pg it is connected by now, and a pool that gives it up breaks its connection: that is this query's error, and nobody
      // else listens yet.
      const heard = () => {}
      this.on('error', heard)
      // It goes before whatever is asked next.
      super.query(sessionKept, (failure: Error | null, result: pg.QueryResult) => {
        this.off('error', heard)
        if (failure) return callback(failure)
        callback((result.rows[0].kept === true ? null : poolerBetween()) as Error)
      })
    })
  }

  // biome-ignore lint/suspicious/noExplicitAny: pg's overloads, handed on as they are.
  override query(...given: any[]): any {
    gather((this as unknown as { connection: { stream: Writable } }).connection.stream)
    return (super.query as (...given: unknown[]) => unknown)(...given)
  }
}

const gathering = new WeakSet<Writable>()

/** What is written in one turn goes out in one packet: pg writes each statement by itself, and the server wakes for each. */
function gather(stream: Writable): void {
  if (gathering.has(stream)) return
  gathering.add(stream)
  stream.cork()
  process.nextTick(() => {
    gathering.delete(stream)
    stream.uncork()
  })
}

/** What libpq calls `options`, of its URL or its configuration. */
const startOptions = (client: pg.Client): string | undefined =>
  (client as unknown as { connectionParameters?: { options?: string } }).connectionParameters?.options

/** Why a client cannot connect. */
const faults = new WeakMap<pg.Client, DatabaseUnavailable>()

/** Never in the words of whoever reads a URL, which may be a part of it. */
const unusable = (what: string) =>
  new DatabaseUnavailable(`DATABASE_URL, or the file that DATABASE_URL_FILE names, cannot be used (${what})`)

/** @param error none of a connection that is there */
function toUnavailable(error: Error): Error {
  if (refusesSettings(error)) return poolerBetween(error)
  return sqlState(error) !== undefined || isDatabaseUnavailable(error)
    ? error
    : new DatabaseUnavailable(error)
}
