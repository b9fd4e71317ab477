import { createHash, randomBytes, randomUUID } from 'node:crypto'

/** What somebody was granted. */
export interface Grant {
  readonly clientId: string
  readonly subject: string
  /** Names with spaces between them. */
  readonly scope: string
}

interface Code extends Grant {
  readonly redirectUri: string
  /** SHA-256 of the verifier, base64url (RFC 7636). */
  readonly challenge: string
  readonly expiresAt: number
  /** Set once it was redeemed: the refresh tokens that came of it. */
  family?: string
}

interface Family {
  readonly grant: Grant
  readonly expiresAt: number
  /** The one refresh token of it that is good. */
  current: string
}

export interface Redeemed {
  readonly grant: Grant
  readonly refreshToken: string
}

const codeMs = 60_000
/** Of each kind at most, the oldest go first: whoever asks for codes without end fills no memory. */
const most = 1_000

/**
 * Authorization codes and refresh tokens, in memory. A code is good once, for a minute, and with its verifier; a refresh token is
 * good once. What is used a second time was stolen from one of the two who have it, so all that came of it ends (RFC 9700,
 * sections 2.1.1 and 4.14.2).
 *
 * @param refreshMs how long a sign-in can be renewed, in milliseconds
 */
export function createGrants({ refreshMs, now = Date.now }: { refreshMs: number; now?: () => number }) {
  const codes = new Map<string, Code>()
  const families = new Map<string, Family>()

  function renewed(id: string, { grant, expiresAt }: Omit<Family, 'current'>): Redeemed {
    const refreshToken = `${id}.${secret()}`
    keep(families, id, { grant, expiresAt, current: refreshToken })
    return { grant, refreshToken }
  }

  return {
    /** A code for whoever has the verifier of the challenge. */
    issue(code: Omit<Code, 'expiresAt' | 'family'>): string {
      const value = secret()
      keep(codes, value, { ...code, expiresAt: now() + codeMs })
      return value
    },

    /** What a code stands for; undefined if it is not good, for this client, address and verifier. */
    redeem(
      value: string,
      by: { clientId: string; redirectUri: string; verifier: string },
    ): Redeemed | undefined {
      const code = codes.get(value)
      if (code === undefined || code.expiresAt <= now()) return undefined
      if (code.family !== undefined) {
        families.delete(code.family)
        return undefined
      }
      const { clientId, redirectUri, challenge, subject, scope } = code
      if (
        clientId !== by.clientId ||
        redirectUri !== by.redirectUri ||
        challenge !== challengeOf(by.verifier)
      )
        return undefined
      code.family = randomUUID()
      return renewed(code.family, { grant: { clientId, subject, scope }, expiresAt: now() + refreshMs })
    },

    /** What a refresh token stands for, with the next one; undefined if it is not good. */
    refresh(value: string, clientId: string): Redeemed | undefined {
      const id = value.split('.', 1)[0] as string
      const family = families.get(id)
      if (family === undefined || family.grant.clientId !== clientId) return undefined
      if (family.current !== value || family.expiresAt <= now()) {
        families.delete(id)
        return undefined
      }
      return renewed(id, family)
    },
  }
}

export type Grants = ReturnType<typeof createGrants>

const secret = () => randomBytes(32).toString('base64url')

/** Of a verifier, as RFC 7636 has it with S256. */
const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')

function keep<Value>(all: Map<string, Value>, key: string, value: Value): void {
  all.delete(key)
  all.set(key, value)
  if (all.size > most) all.delete(all.keys().next().value as string)
}
