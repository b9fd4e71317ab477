import { signal } from '@preact/signals'
import type {
  GetDeadLetterResponse,
  GetDeadLetterSummaryResponse,
  ListDeadLettersResponse,
  ListRedrivesResponse,
} from '../generated/answers.ts'
import { serviceNames } from '../generated/topology.ts'
import { type AcrossPage, type Place, pageAcross } from '../lib/across.ts'
import { own } from '../lib/own.ts'
import { authorized, getJson, problemOf } from './request.ts'
import { config } from './store.ts'

/** A dead letter in short, as its service tells it. Times are ISO 8601 in UTC. */
export type Letter = ListDeadLettersResponse['deadLetters'][number]
export type FullLetter = GetDeadLetterResponse
/** Dead letters that lay on the same topic and are here for the same reason. */
export type LetterGroup = GetDeadLetterSummaryResponse['groups'][number]
/** What was sent back at one time, by one person. */
export type Redrive = ListRedrivesResponse['redrives'][number] & { readonly service: string }

/** Which dead letters are meant: those that have all that is given. */
export interface LetterFilter {
  readonly service?: string
  readonly topic?: string
  readonly reason?: string
  readonly key?: string
  readonly state?: string
}

/** Grows when something was sent back, and when somebody looks again: whoever shows such messages asks anew. */
export const changes = signal(0)

/** Those services that the page knows the addresses of, in the order of the map. */
export function knownServices(only?: string): readonly string[] {
  const known = Object.keys(config.value.services)
  const inOrder = [
    ...serviceNames.filter(name => known.includes(name)),
    ...known.filter(name => !serviceNames.includes(name)),
  ]
  return only === undefined ? inOrder : inOrder.filter(name => name === only)
}

/** A service's address, with a path behind it. @throws Error if the page does not know it */
function at(service: string, path: string): string {
  const url = own(config.value.services, service)
  if (url === undefined) throw new Error(`This page does not know where the service ${service} is.`)
  return url + path
}

/** Asks a service for what operators may see. @throws Refused, or TypeError if it is away */
export const askService = async <Answer>(
  service: string,
  path: string,
  signal?: AbortSignal,
): Promise<Answer> => await getJson(at(service, `/admin/${path}`), signal)

/** Has a service do something, once however often the request arrives. @throws Refused, or TypeError if it is away */
export async function tellService<Answer>(service: string, path: string, body: object): Promise<Answer> {
  const response = await authorized(at(service, `/admin/${path}`), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as Answer
}

/** As a query of those that are given. */
export const queryOf = (values: Readonly<Record<string, string | number | undefined>>): URLSearchParams =>
  new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)]],
    ),
  )

/** A page of the dead letters of all services, or of the one that is asked for. */
export function findLetters(
  { service, ...filter }: LetterFilter,
  { limit, from, signal }: { limit: number; from?: Place | undefined; signal: AbortSignal },
): Promise<AcrossPage<Letter>> {
  return pageAcross(
    knownServices(service),
    async (name, most, after) => {
      const query = queryOf({ ...filter, limit: most, after })
      const { deadLetters: items, next } = await askService<ListDeadLettersResponse>(
        name,
        `dead-letters?${query}`,
        signal,
      )
      return { items, next }
    },
    { limit, from },
  )
}

/** One of them in full. @throws Refused 404 if it is not there, or no longer */
export const letterOf = (service: string, id: string, signal: AbortSignal): Promise<FullLetter> =>
  askService(service, `dead-letters/${id.split('/').map(encodeURIComponent).join('/')}`, signal)

/** Whose dead letter this is: its topic ends with the service. */
export const serviceOf = (id: string): string => id.split('/')[0]?.split('.').at(-2) ?? ''

/** How many there are at a service by topic and reason; `next` if there are more than it counts at once. */
export const countLetters = (service: string, after: string | undefined, signal: AbortSignal) =>
  askService<GetDeadLetterSummaryResponse>(service, `dead-letters/summary?${queryOf({ after })}`, signal)

/** Who sent what back at a service, the latest first. */
export const redrivesAt = (service: string, after: string | undefined, signal: AbortSignal) =>
  askService<ListRedrivesResponse>(service, `dead-letters/redrives?${queryOf({ limit: 20, after })}`, signal)
