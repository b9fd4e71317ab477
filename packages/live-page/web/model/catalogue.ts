import { effect, signal } from '@preact/signals'
import type { Product } from '../generated/answers.ts'
import { keepAsking } from '../lib/keep-asking.ts'
import { getJson, Refused } from './request.ts'
import { config } from './store.ts'

/** What inventory sells; empty until it has answered once. Events carry no names, so reporting knows none. */
export const catalogue = signal<readonly Product[]>([])

const afterFailureMs = 2_000

/** Asks inventory for its products, as soon as the page knows where it is, until it has answered; what is returned ends it. */
export const startCatalogue = (): (() => void) =>
  effect(() => {
    const url = config.value.services.inventory
    if (url === undefined || catalogue.peek().length > 0) return undefined
    return keepAsking(
      signal => getJson<readonly Product[]>(`${url}/products`, signal),
      came => {
        if ('error' in came) return isForbidden(came.error) ? undefined : afterFailureMs
        catalogue.value = came.answer
        return undefined
      },
    )
  })

const isForbidden = (error: unknown) => error instanceof Refused && error.status === 403
