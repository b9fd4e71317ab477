import { createHash, timingSafeEqual } from 'node:crypto'

/** What a request says of itself. */
export interface Caller {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly token: string | undefined
}

export interface Gate {
  /** `127.0.0.1:3006`, and the other names of the same place. */
  readonly hosts: readonly string[]
  /** The origins of the page. */
  readonly origins: readonly string[]
  readonly token: string
}

export interface Refusal {
  readonly status: 401 | 403
  readonly detail: string
}

/**
 * Why a request is refused; undefined if it is not. Who may kill processes is decided three times over: a page of
 * another origin cannot call from a browser, a foreign name that resolves to this machine is not ours (DNS
 * rebinding), and a program on this machine needs the token. Without an origin it is no browser.
 */
export function refusalOf({ host, origin, token }: Caller, gate: Gate): Refusal | undefined {
  if (host === undefined || !gate.hosts.includes(host.toLowerCase())) {
    return { status: 403, detail: `Call by ${gate.hosts.join(' or ')}.` }
  }
  if (origin !== undefined && !gate.origins.includes(origin)) {
    return { status: 403, detail: 'Only the live page of this system may call from a browser.' }
  }
  if (!same(token ?? '', gate.token)) {
    return { status: 401, detail: 'Send the token of this system in the header x-control-token.' }
  }
  return undefined
}

/** Whether two texts are the same, in a time that tells nothing of either. */
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))
const digest = (text: string) => createHash('sha256').update(text).digest()
