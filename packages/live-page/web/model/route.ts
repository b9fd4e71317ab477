import { signal } from '@preact/signals'
import { type SetAsideRoute, setAsideRouteOf } from './set-aside-route.ts'

/** The parts of the live view, of which a narrow window shows one. */
export const liveTabs = ['map', 'charts', 'latest', 'stock', 'waits', 'try'] as const
export type LiveTab = (typeof liveTabs)[number]

/** What the page shows, from the part of its address behind `#`. */
export type Route =
  | { readonly view: 'live'; readonly tab: LiveTab }
  | { readonly view: 'orders' }
  | { readonly view: 'journey'; readonly orderId: string }
  | SetAsideRoute
  | { readonly view: 'service'; readonly service: string }
  | { readonly view: 'runbook'; readonly runbook: string }
  /** Of an address that leads nowhere. */
  | { readonly view: 'unknown'; readonly address: string }

/** `#/live/TAB`, `#/orders`, `#/orders/ID`, and those of what was set aside; none at all is the live view. */
export function routeOf(hash: string): Route {
  const unknown = { view: 'unknown', address: hash } as const
  const [path = '', query = ''] = hash.split('?')
  const [start = '', view = '', part = '', ...more] = path.split('/')
  if (!['', '#'].includes(start) || more.length > 0) return unknown
  switch (view) {
    case '':
    case 'live': {
      const tab = part === '' ? liveTabs[0] : liveTabs.find(each => view !== '' && each === part)
      return tab === undefined ? unknown : { view: 'live', tab }
    }
    case 'orders': {
      const orderId = decoded(part)
      if (orderId === undefined) return unknown
      return orderId === '' ? { view: 'orders' } : { view: 'journey', orderId }
    }
    case 'services':
      return /^[a-z-]+$/.test(part) ? { view: 'service', service: part } : unknown
    case 'runbooks':
      return /^[a-zA-Z-]+$/.test(part) ? { view: 'runbook', runbook: part } : unknown
    case 'letters':
    case 'held': {
      const id = decoded(part)
      return (id === undefined ? undefined : setAsideRouteOf(view, id, query)) ?? unknown
    }
    default:
      return unknown
  }
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined // half a character
  }
}

export const journeyPath = (orderId: string) => `#/orders/${encodeURIComponent(orderId)}`
export const tabPath = (tab: LiveTab) => `#/live/${tab}`

export const servicePath = (name: string) => `#/services/${name}`
export const runbookPath = (name: string) => `#/runbooks/${name}`

export const route = signal<Route>(routeOf(''))

/** Follows the address bar; a view that was gone to takes the focus on its heading, a tab keeps it. */
export function startRouting(): void {
  const follow = () => {
    route.value = routeOf(location.hash)
  }
  follow()
  addEventListener('hashchange', () => {
    const before = route.value.view
    follow()
    if (before === 'live' && route.value.view === 'live') return
    requestAnimationFrame(() => {
      document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
      scrollTo(0, 0)
    })
  })
}

/** Goes to a path without a step of the history, and leaves the focus where it is. */
export function replaceRoute(path: string): void {
  history.replaceState(history.state, '', path)
  route.value = routeOf(location.hash)
}
