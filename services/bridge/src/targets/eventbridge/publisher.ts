import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge'
import pLimit from 'p-limit'
import type { Outgoing, Sent } from '../port.ts'
import { entryOf, requestsOf, type Sized } from './entry.ts'

/** For one request, from when it is its turn: a deadline that ran while it waits would end it before it is sent. */
const answerWithinMs = 10_000
/** Requests under way at once, of all calls together. */
export const mostRequests = 8

const confirmed: Sent = { status: 'confirmed' }
const failed = (detail: string): Sent => ({ status: 'failed', detail })
const refused = (detail: string): Sent => ({ status: 'refused', code: 'MALFORMED', detail })

/** Of the codes of an entry those that are the event's fault; all others, missing rights among them, may go away. */
const faults: ReadonlySet<string | undefined> = new Set(['MalformedDetail', 'InvalidArgument'])

/**
 * Sends events by `PutEvents`. Of a request that was taken in part only the other entries have failed. A request that
 * had no answer may still be at work there, and comes again: so half as many are under way from then on, down to one,
 * and one more for each that is answered. Additive increase, multiplicative decrease, as TCP has it (RFC 5681).
 *
 * @param report whether the last request had an answer
 * @param withinMs how long a request may take
 */
export function createPublish(
  client: Pick<EventBridgeClient, 'send'>,
  bus: string,
  report: (answered: boolean) => void,
  withinMs = answerWithinMs,
): (events: readonly Outgoing[]) => Promise<readonly Sent[]> {
  const limit = pLimit(mostRequests)
  return async events => {
    const outcomes = new Array<Sent>(events.length)
    const places: number[] = []
    const sized: Sized[] = []
    for (const [place, event] of events.entries()) {
      const entry = entryOf(event, bus)
      if ('status' in entry) outcomes[place] = entry
      else {
        places.push(place)
        sized.push(entry)
      }
    }
    const send = async (request: readonly number[]) => {
      const results = await put(request.map(i => (sized[i] as Sized).entry))
      for (const [n, i] of request.entries()) outcomes[places[i] as number] = results[n] as Sent
    }
    await Promise.all([...requestsOf(sized)].map(request => limit(send, request)))
    return outcomes
  }

  async function put(entries: readonly PutEventsRequestEntry[]): Promise<readonly Sent[]> {
    try {
      const { Entries: results = [] } = await client.send(new PutEventsCommand({ Entries: [...entries] }), {
        abortSignal: AbortSignal.timeout(withinMs),
      })
      limit.concurrency = Math.min(mostRequests, limit.concurrency + 1)
      report(true)
      return entries.map((_, i) => outcomeOf(results[i]))
    } catch (error) {
      const { name, message } = error as Error
      if (name !== 'ValidationException') {
        limit.concurrency = Math.max(1, Math.floor(limit.concurrency / 2))
        report(false)
        const outcome = failed(`EventBridge does not answer: ${name}: ${message}`)
        return entries.map(() => outcome)
      }
      // It is a fault of one of them, and nobody says of which.
      if (entries.length === 1) return [refused(`EventBridge refuses it: ${message}`)]
      const half = Math.ceil(entries.length / 2)
      return (await Promise.all([put(entries.slice(0, half)), put(entries.slice(half))])).flat()
    }
  }
}

function outcomeOf(result: PutEventsResultEntry | undefined): Sent {
  if (result?.EventId !== undefined) return confirmed
  const detail = `EventBridge did not take it: ${result?.ErrorCode}: ${result?.ErrorMessage}`
  return faults.has(result?.ErrorCode) ? refused(detail) : failed(detail)
}
