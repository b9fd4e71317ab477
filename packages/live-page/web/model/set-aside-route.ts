import type { LetterFilter } from './letters.ts'

/** Of what did not get through: dead letters, what was sent back, and what outboxes hold back. */
export type SetAsideRoute =
  | { readonly view: 'letters'; readonly filter: LetterFilter }
  | { readonly view: 'letter'; readonly id: string }
  | { readonly view: 'redrives' }
  | { readonly view: 'held' }
  | { readonly view: 'held-row'; readonly service: string; readonly seq: string }

const views: readonly string[] = [
  'letters',
  'letter',
  'redrives',
  'held',
  'held-row',
] satisfies SetAsideRoute['view'][]

/** Whether a view is about messages that did not get through. */
export const isSetAside = <Route extends { readonly view: string }>(
  route: Route,
): route is Extract<Route, SetAsideRoute> => views.includes(route.view)

const filterNames: readonly string[] = [
  'service',
  'topic',
  'reason',
  'key',
  'state',
] satisfies (keyof LetterFilter)[]

/** `#/letters?reason=R`, `#/letters/ID`, `#/letters/redrives`; `#/held`, `#/held/SERVICE%2FROW`. */
export function setAsideRouteOf(
  view: 'letters' | 'held',
  id: string,
  query: string,
): SetAsideRoute | undefined {
  if (view === 'held') return id === '' ? { view } : heldRow(id)
  if (id === 'redrives') return { view: id }
  if (id !== '') return { view: 'letter', id }
  const given = [...new URLSearchParams(query)].filter(([name]) => filterNames.includes(name))
  return { view, filter: Object.fromEntries(given) }
}

function heldRow(id: string): SetAsideRoute | undefined {
  const [service, seq, ...more] = id.split('/')
  return service && seq && more.length === 0 ? { view: 'held-row', service, seq } : undefined
}

export const letterPath = (id: string) => `#/letters/${encodeURIComponent(id)}`
export const heldPath = (service: string, seq: string) => `#/held/${encodeURIComponent(`${service}/${seq}`)}`

/** Those that have all that is given. */
export function lettersPath(filter: LetterFilter): string {
  const query = String(new URLSearchParams(filter as Record<string, string>))
  return query === '' ? '#/letters' : `#/letters?${query}`
}
