import { settledWithin } from '@orderflow/messaging/timing'
import type { Logger } from '@orderflow/service-kit'
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib'

const connectWithinMs = 3_000
const closeWithinMs = 2_000
/** The server is taken for gone when it has been silent for twice as long. */
const heartbeatSeconds = 5

/** A connection with one channel, whose messages are confirmed. It ends as a whole. */
export interface Session {
  readonly channel: ConfirmChannel
  /** Resolves when the session is over, with the reason. */
  readonly ended: Promise<string>
  /** Why it is over; undefined while it is not. */
  readonly reason: string | undefined
  end(): Promise<void>
}

/** Connects to a server when it is asked to, and again after the connection was lost. */
export interface Link {
  /** The session, or a new one if there is none. Rejects if there can be none now; bounded in time. */
  session(): Promise<Session>
  readonly up: boolean
  close(): Promise<void>
}

/**
 * @param name what the server's lists of connections show
 * @param prepare declares what the session needs
 */
export function createLink(
  url: string,
  {
    name,
    logger,
    prepare,
  }: { name: string; logger: Logger; prepare(channel: ConfirmChannel): Promise<void> },
): Link {
  let opening: Promise<Session> | undefined
  let up = false

  async function open(): Promise<Session> {
    const model = await connect(withHeartbeat(url), {
      timeout: connectWithinMs,
      noDelay: true,
      clientProperties: { connection_name: name },
    })
    const { promise: ended, resolve } = Promise.withResolvers<string>()
    let reason: string | undefined
    const over = (why: string) => {
      if (reason !== undefined) return
      reason = why
      up = false
      opening = undefined
      resolve(why)
      void closed(model)
    }
    let fault: string | undefined
    const failed = (error: Error) => {
      fault = error.message
    }
    const ends = () => over(fault ?? 'the connection was closed')
    model.on('error', failed)
    model.on('close', ends)
    try {
      const channel = await model.createConfirmChannel()
      channel.on('error', failed)
      channel.on('close', ends)
      await prepare(channel)
      up = true
      logger.info({ target: 'rabbitmq', connection: name }, 'connected')
      return {
        channel,
        ended,
        get reason() {
          return reason ?? fault
        },
        async end() {
          over('it was closed')
          await closed(model)
        },
      }
    } catch (error) {
      over(fault ?? (error as Error).message)
      throw error
    }
  }

  return {
    session() {
      opening ??= open().catch(error => {
        opening = undefined
        throw error
      })
      return opening
    },
    get up() {
      return up
    },
    async close() {
      const session = await opening?.catch(() => undefined)
      await session?.end()
    },
  }
}

/** Closes what may be closed already, or dead. */
const closed = (model: ChannelModel): Promise<void> =>
  settledWithin(
    closeWithinMs,
    (async () => model.close())(), // it throws at once if it is closed
  )

function withHeartbeat(url: string): string {
  const parsed = new URL(url)
  if (!parsed.searchParams.has('heartbeat')) parsed.searchParams.set('heartbeat', String(heartbeatSeconds))
  return parsed.href
}
