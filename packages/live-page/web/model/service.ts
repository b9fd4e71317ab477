import { signal } from '@preact/signals'
import type { ServiceDetails } from '../../src/api.ts'
import type { GetLogResponse, IsReadyResponse } from '../generated/answers.ts'
import { own } from '../lib/own.ts'
import { authorized, getJson, problemOf } from './request.ts'
import { config } from './store.ts'

/** What a service answered, or why it did not. */
export type Answer<Value> = { readonly value: Value } | { readonly why: string }

export type Readiness = IsReadyResponse
export type LogLine = GetLogResponse['lines'][number]

/** What is known of the service whose panel is open. */
export interface Opened {
  readonly service: string
  readonly details?: Answer<ServiceDetails>
  readonly ready?: Answer<Readiness>
  readonly log?: Answer<readonly LogLine[]>
}

export const opened = signal<Opened>({ service: '' })

const everyMs = 2_000
const answerWithinMs = 2_500

/** Asks about a service every two seconds while its panel is to be seen; what is returned ends it. */
export function openService(service: string): () => void {
  let closed = false
  let next: ReturnType<typeof setTimeout> | undefined
  opened.value = { service }
  const ask = async () => {
    if (document.visibilityState === 'visible') {
      const [details, ready, log] = await Promise.all([
        detailsOf(service),
        readinessOf(service),
        logOf(service),
      ])
      if (!closed) opened.value = { service, details, ready, log }
    }
    if (!closed) next = setTimeout(ask, everyMs)
  }
  void ask()
  return () => {
    closed = true
    clearTimeout(next)
  }
}

const within = () => AbortSignal.timeout(answerWithinMs)

const detailsOf = (service: string) =>
  answered(() => getJson<ServiceDetails>(`/services/${encodeURIComponent(service)}`, within()))

const readinessOf = (service: string) =>
  answered(async () => {
    const response = await fetch(`${urlOf(service)}/health/ready`, { cache: 'no-store', signal: within() })
    const found: unknown = await response
      .clone()
      .json()
      .catch(() => undefined)
    if (!isReadiness(found)) throw await problemOf(response)
    return found
  })

const logOf = (service: string) =>
  answered(async () => {
    const response = await authorized(`${urlOf(service)}/admin/log`, { cache: 'no-store', signal: within() })
    if (!response.ok) throw await problemOf(response)
    return ((await response.json()) as GetLogResponse).lines
  })

/** One that is stopping answers with a problem, which has no checks. */
const isReadiness = (found: unknown): found is Readiness =>
  found instanceof Object && 'checks' in found && found.checks instanceof Object

/** @throws Error if the page does not know it */
function urlOf(service: string): string {
  const url = own(config.value.services, service)
  if (url === undefined) throw new Error('This page does not know where the service is.')
  return url
}

async function answered<Value>(ask: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { value: await ask() }
  } catch (error) {
    const away = error instanceof TypeError || (error as Error).name === 'TimeoutError'
    return { why: away ? 'It does not answer.' : (error as Error).message }
  }
}
