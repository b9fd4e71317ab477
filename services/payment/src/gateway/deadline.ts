import { EventEmitter } from 'node:events'
import { type Abandoned, GatewayError } from './port.ts'

/** Bounds calls in time. */
export interface Deadline {
  /** The first of the call's end and `GATEWAY_TIMEOUT`; a call that is too late is told, and its end no longer matters. */
  run<Result>(call: (abandoned: Abandoned) => Promise<Result>): Promise<Result>
  /** Gives up all calls that are under way. */
  giveUp(): void
}

/** @param milliseconds that one call may take, whatever it waits for */
export function createDeadline(milliseconds: number): Deadline {
  const underWay = new Set<(error: GatewayError) => void>()
  return {
    run: call =>
      new Promise((resolve, reject) => {
        const abandoned: Abandoned = new EventEmitter()
        const abandon = (error: GatewayError) => {
          end()
          reject(error)
          abandoned.emit('abort')
        }
        const timer = setTimeout(
          () =>
            abandon(
              new GatewayError('GATEWAY_TIMEOUT', 'The gateway did not answer within GATEWAY_TIMEOUT_MS.'),
            ),
          milliseconds,
        )
        const end = () => {
          clearTimeout(timer)
          underWay.delete(abandon)
        }
        underWay.add(abandon)
        call(abandoned).finally(end).then(resolve, reject)
      }),
    giveUp() {
      for (const abandon of underWay) {
        abandon(new GatewayError('GATEWAY_UNREACHABLE', 'The service stops; the same key finds the answer.'))
      }
    },
  }
}
