import type { GetOutboxResponse, GetOutboxRowResponse, ReleaseOutboxResponse } from '../generated/answers.ts'
import { type AcrossPage, type Place, pageAcross } from '../lib/across.ts'
import { askService, changes, knownServices, queryOf, tellService } from './letters.ts'

/** A key whose events wait in a service's outbox, because the broker refuses one of them. Times are ISO 8601 in UTC. */
export type HeldKey = GetOutboxResponse['keys'][number] & { readonly service: string }

type Topic = GetOutboxResponse['topics'][number]
/** Why something waits, and until when. */
export type Block = NonNullable<Topic['held']>
/** A topic all of whose events wait. */
export type HeldTopic = Block & Pick<Topic, 'topic' | 'rows'> & { readonly service: string }

/** One row of an outbox in full. */
export type HeldRow = GetOutboxRowResponse

/** A page of the keys that are held back, over all services or of one; with the topics of those that were asked. */
export async function findHeld(
  { service }: { readonly service?: string },
  { limit, from, signal }: { limit: number; from?: Place | undefined; signal: AbortSignal },
): Promise<AcrossPage<HeldKey> & { readonly topics: readonly HeldTopic[] }> {
  const topics = new Map<string, HeldTopic>()
  const page = await pageAcross<HeldKey>(
    knownServices(service),
    async (name, most, after) => {
      const found = await askService<GetOutboxResponse>(
        name,
        `outbox?${queryOf({ limit: most, after })}`,
        signal,
      )
      for (const { held, topic, rows } of found.topics)
        if (held !== undefined) topics.set(`${name}/${topic}`, { service: name, topic, rows, ...held })
      return { items: found.keys.map(key => ({ service: name, ...key })), next: found.next }
    },
    { limit, from },
  )
  return { ...page, topics: [...topics.values()] }
}

/** A row. @throws Refused 404 if it was sent */
export const heldRowOf = (service: string, seq: string, signal: AbortSignal): Promise<HeldRow> =>
  askService(service, `outbox/${seq}`, signal)

/** What is to be tried again: these rows, a topic, or all. */
export type Release =
  | { readonly seqs: readonly string[] }
  | { readonly topic: string }
  | { readonly all: true }

/** Has a service try again at once what it holds back. Nothing is lost or overtaken by it. */
export async function release(service: string, what: Release): Promise<ReleaseOutboxResponse> {
  const done = await tellService<ReleaseOutboxResponse>(service, 'outbox/release', what)
  changes.value++
  return done
}
