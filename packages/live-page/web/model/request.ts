import { accessToken, signedOut } from './session.ts'

/**
 * `fetch` in the name of whoever is signed in. A token that is refused is tried once more with a new one: the issuer may have another key.
 *
 * @throws SignedOut if nobody is signed in, or the service refuses a new token, too
 */
export async function authorized(url: string, init: RequestInit = {}): Promise<Response> {
  const send = async (token: string | undefined) => {
    const headers = new Headers(init.headers)
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    return await fetch(url, { ...init, headers })
  }
  const token = await accessToken()
  const response = await send(token)
  if (response.status !== 401 || token === undefined) return response
  const again = await send(await accessToken(token))
  if (again.status !== 401) return again
  const { message } = await problemOf(again)
  throw signedOut(`Your sign-in is refused: ${message}`)
}

/** Asks a service; a path alone is this one's. @throws Refused with the problem's own words */
export async function getJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const response = await authorized(path, { cache: 'no-store', ...(signal && { signal }) })
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as Answer
}

/** A refusal that a service explained. */
export class Refused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** What an answer that is not a success says, as an error. */
export async function problemOf(response: Response): Promise<Refused> {
  const body = (await response.json().catch(() => ({}))) as { title?: string; detail?: string }
  return new Refused(response.status, body.detail ?? body.title ?? `The answer was ${response.status}.`)
}
