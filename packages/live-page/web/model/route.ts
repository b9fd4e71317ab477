import { signal } from '@preact/signals'

/** What the page shows, from the part of its address behind `#`. */
export type Route =
  | { readonly view: 'live' }
  | { readonly view: 'orders' }
  | { readonly view: 'journey'; readonly orderId: string }

function routeOf(hash: string): Route {
  const [, view, id] = hash.split('/')
  if (view !== 'orders') return { view: 'live' }
  return id ? { view: 'journey', orderId: decodeURIComponent(id) } : { view: 'orders' }
}

export const journeyPath = (orderId: string) => `#/orders/${encodeURIComponent(orderId)}`

export const route = signal<Route>({ view: 'live' })

/** Follows the address bar; a view that was gone to takes the focus on its heading. */
export function startRouting(): void {
  const follow = () => {
    route.value = routeOf(location.hash)
  }
  follow()
  addEventListener('hashchange', () => {
    follow()
    requestAnimationFrame(() => {
      document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
      scrollTo(0, 0)
    })
  })
}
