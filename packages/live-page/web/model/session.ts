import { signal } from '@preact/signals'
import { begin, finish, isRefusal, type Pending, renew, type SignIn, type Tokens } from '../lib/oauth.ts'

/** Whether the services know who this is. `open`: nobody is asked. */
export type Session =
  | { readonly state: 'starting' | 'open' | 'signed-in' }
  /** Signed out, or signed in as somebody who may not: a sentence says why. */
  | { readonly state: 'signed-out' | 'refused'; readonly why: string }

export const session = signal<Session>({ state: 'starting' })

/** What the token may; undefined where that is not known, or nobody is asked. */
const granted = signal<ReadonlySet<string> | undefined>(undefined)

/** Whether whoever is signed in has a right, as far as the page knows: a service has the last word. */
export const may = (scope: string): boolean => granted.value?.has(scope) ?? true

/** In the tab's own storage: another tab, and another day, signs in by itself. */
const kept = { tokens: 'tokens', pending: 'sign-in', left: 'signed-out' } as const
const redirectUri = () => `${location.origin}/`

let signIn: SignIn | undefined
let tokens: Tokens | undefined
let renewing: Promise<string> | undefined
const started = Promise.withResolvers<void>()

interface Return {
  readonly answer: URLSearchParams
  readonly pending: Pending
}

/**
 * Takes up the issuer's answer, if the browser comes from there, and gives the address back the view that it had. Call it before
 * anything reads the address.
 */
export function takeReturn(): Return | undefined {
  const answer = new URLSearchParams(location.search)
  if (!answer.has('state')) return undefined
  const text = sessionStorage.getItem(kept.pending)
  sessionStorage.removeItem(kept.pending)
  const { hash = '', ...pending } = JSON.parse(text ?? '{}') as Partial<Pending> & { readonly hash?: string }
  history.replaceState(null, '', `/${hash}`)
  const { state = '', verifier = '' } = pending
  return { answer, pending: { state, verifier } }
}

/**
 * Signs in if the services want it: with what the issuer answered, or with what the tab has kept; else the browser goes to the issuer,
 * unless somebody has signed out here.
 */
export async function startSession(asked: SignIn | undefined, returned: Return | undefined): Promise<void> {
  signIn = asked
  if (signIn === undefined) session.value = { state: 'open' }
  else if (returned !== undefined)
    await take(() => finish(signIn as SignIn, redirectUri(), returned.answer, returned.pending))
  else {
    const text = sessionStorage.getItem(kept.tokens)
    if (text !== null) keep(JSON.parse(text) as Tokens)
    else if (sessionStorage.getItem(kept.left) !== null)
      signedOut('Sign in to see orders, and to place them.')
    else await goToSignIn()
  }
  started.resolve()
}

/** Sends the browser to the issuer, who sends it back. */
export async function goToSignIn(): Promise<void> {
  if (signIn === undefined) return
  try {
    const { url, pending } = await begin(signIn, redirectUri())
    sessionStorage.removeItem(kept.left)
    sessionStorage.setItem(kept.pending, JSON.stringify({ ...pending, hash: location.hash }))
    location.assign(url)
  } catch {
    signedOut(`The issuer of tokens, ${signIn.issuer}, does not answer.`)
  }
}

/** Forgets who this is, and ends all that goes on in that name. */
export function signOut(): void {
  sessionStorage.removeItem(kept.tokens)
  sessionStorage.setItem(kept.left, 'yes')
  location.reload()
}

/** Who is signed in may not do what the page is for. */
export function refused(why: string): void {
  session.value = { state: 'refused', why }
}

/** What was refused is let through now. */
export function accepted(): void {
  if (session.value.state === 'refused') session.value = { state: 'signed-in' }
}

/** A request that was not sent, since nobody is signed in. */
export class SignedOut extends Error {}

/**
 * The token to send, a new one in time; undefined where nobody asks for one.
 *
 * @param unlike one that was refused: never the same again
 * @throws SignedOut if there is none to be had, TypeError if the issuer is away
 */
export async function accessToken(unlike?: string): Promise<string | undefined> {
  await started.promise
  if (session.value.state === 'open') return undefined
  if (tokens === undefined) throw new SignedOut('Sign in first.')
  if (tokens.access !== unlike && Date.now() < tokens.renewAt) return tokens.access
  renewing ??= renewed(tokens, unlike).finally(() => {
    renewing = undefined
  })
  return await renewing
}

async function renewed(old: Tokens, unlike: string | undefined): Promise<string> {
  const isGood = old.access !== unlike && Date.now() < old.expiresAt
  try {
    const { refresh, scope } = old
    if (refresh === undefined) {
      if (isGood) return old.access
      throw signedOut('Your sign-in has ended.')
    }
    const next = await renew(signIn as SignIn, { refresh, scope })
    keep(next)
    return next.access
  } catch (error) {
    if (isRefusal(error)) throw signedOut('Your sign-in has ended.')
    if (isGood && !(error instanceof SignedOut)) return old.access // the issuer is away, and may be back before it ends
    throw error
  }
}

async function take(work: () => Promise<Tokens>): Promise<void> {
  try {
    keep(await work())
  } catch (error) {
    const words = isRefusal(error) ? (error.error_description ?? error.error) : (error as Error).message
    signedOut(`The sign-in failed: ${words}`)
  }
}

function keep(next: Tokens): void {
  tokens = next
  granted.value = next.scope === undefined ? undefined : new Set(next.scope.split(' '))
  sessionStorage.setItem(kept.tokens, JSON.stringify(next))
  session.value = { state: 'signed-in' }
}

/** Says why nobody is signed in any more; also an error to throw. */
export function signedOut(why: string): SignedOut {
  tokens = undefined
  sessionStorage.removeItem(kept.tokens)
  session.value = { state: 'signed-out', why }
  return new SignedOut('Sign in first.')
}
