/** Where a page begins: with which service, and behind what of it. */
export interface Place {
  readonly service: number
  readonly after?: string | undefined
}

/** What was found of a page's items, in the services' order. */
export interface AcrossPage<Item> {
  readonly items: readonly Item[]
  /** Where the next page begins; undefined if that was all. */
  readonly next: Place | undefined
  /** Services that did not answer, or refused, with their words. */
  readonly problems: readonly Problem[]
}

export interface Problem {
  readonly service: string
  readonly why: string
}

/** Asks one service for at most so many. What is behind `next` may turn out to be nothing. */
export type Ask<Item> = (
  service: string,
  limit: number,
  after: string | undefined,
) => Promise<{ readonly items: readonly Item[]; readonly next?: string | undefined }>

/** Requests of one page: each reads some thousand records, which may all be others. */
const asksMax = 20

/**
 * A page of what lies at several services, one service after the other: none is asked for more than is shown. There is a
 * next page only if something is on it, as far as that many requests can tell.
 *
 * @param from where the page begins, `next` of the one before
 */
export async function pageAcross<Item>(
  services: readonly string[],
  ask: Ask<Item>,
  { limit, from = { service: 0 } }: { readonly limit: number; readonly from?: Place | undefined },
): Promise<AcrossPage<Item>> {
  const items: Item[] = []
  const problems: Problem[] = []
  let place = from
  for (let asks = 0; place.service < services.length; asks++) {
    const service = services[place.service] as string
    if (asks === asksMax) return { items, next: place, problems }
    const isFull = items.length === limit
    try {
      const found = await ask(service, isFull ? 1 : limit - items.length, place.after)
      if (isFull && found.items.length > 0) return { items, next: place, problems }
      items.push(...found.items)
      place = found.next === undefined ? { service: place.service + 1 } : { ...place, after: found.next }
    } catch (error) {
      if ((error as Error).name === 'AbortError') throw error
      problems.push({ service, why: whyOf(error) })
      place = { service: place.service + 1 }
    }
  }
  return { items, next: undefined, problems }
}

/** A page that was answered, and of what. */
export interface Kept<Item> {
  readonly filter: string
  readonly from: Place | undefined
  readonly page: AcrossPage<Item>
}

/**
 * What is to be seen until the answer is there: of the same filter the page before, without a way on, as that would be gone twice;
 * of another filter nothing.
 */
export function standing<Item>(
  kept: Kept<Item> | undefined,
  { filter, from }: Omit<Kept<Item>, 'page'>,
): AcrossPage<Item> | undefined {
  if (kept?.filter !== filter) return undefined
  return kept.from === from ? kept.page : { ...kept.page, next: undefined }
}

/** Why a service did not do what it was asked, in a sentence. */
export function whyOf(error: unknown): string {
  const { name, message } = error as Error
  return error instanceof TypeError || name === 'TimeoutError' ? 'It does not answer.' : message
}
