import { connect, type NatsConnection } from '@nats-io/transport-node'
import { settledWithin } from '@orderflow/messaging/timing'
import type { Logger } from '@orderflow/service-kit'

const connectWithinMs = 3_000
const closeWithinMs = 2_000
/** The server is taken for gone when it has been silent for twice as long. */
const pingMs = 5_000
const reconnectMs = 250

/** A connection that is made when it is asked for, and made again by its client without end. */
export interface Link {
  /** The connection, with all prepared. Rejects while the server is away; bounded in time. */
  ready(): Promise<NatsConnection>
  /** What `prepare` made may be gone: the next `ready` prepares again. */
  doubt(): void
  readonly up: boolean
  close(): Promise<void>
}

/**
 * @param name what the server's lists of connections show
 * @param prepare declares what is needed; again after each reconnect
 * @param onLost the connection was lost, and what was under way with it
 */
export function createLink(
  url: string,
  options: {
    readonly name: string
    readonly logger: Logger
    readonly prepare: (connection: NatsConnection) => Promise<void>
    readonly onLost?: () => void
  },
): Link {
  const { name, logger, prepare, onLost = () => {} } = options
  let connecting: Promise<NatsConnection> | undefined
  let prepared: Promise<void> | undefined
  let up = false

  async function open(): Promise<NatsConnection> {
    const connection = await connect({
      servers: url.split(','),
      name,
      timeout: connectWithinMs,
      maxReconnectAttempts: -1,
      reconnectTimeWait: reconnectMs,
      pingInterval: pingMs,
      noAsyncTraces: true, // an Error made for each request otherwise
    })
    up = true
    logger.info({ target: 'nats', connection: name }, 'connected')
    void watch(connection)
    return connection
  }

  async function watch(connection: NatsConnection) {
    for await (const { type } of connection.status()) {
      if (type === 'reconnect') {
        up = true
        prepared = undefined
      } else if (type === 'disconnect') lost()
    }
    // Closed: by us, or by the client, which gives up when it is refused its login twice.
    connecting = undefined
    prepared = undefined
    lost()
  }

  function lost() {
    if (up) logger.warn({ target: 'nats', connection: name }, 'disconnected')
    up = false
    onLost()
  }

  return {
    async ready() {
      connecting ??= open().catch(error => {
        connecting = undefined
        throw error
      })
      const connection = await connecting
      // What is published now the client keeps until it is back, and then drops without an error.
      if (!up) throw new Error('the connection is lost')
      prepared ??= prepare(connection).catch(error => {
        prepared = undefined
        throw error
      })
      await prepared
      return connection
    },
    doubt() {
      prepared = undefined
    },
    get up() {
      return up
    },
    async close() {
      const connection = await connecting?.catch(() => undefined)
      if (connection === undefined) return
      await settledWithin(closeWithinMs, connection.flush())
      await settledWithin(closeWithinMs, connection.close())
    },
  }
}
