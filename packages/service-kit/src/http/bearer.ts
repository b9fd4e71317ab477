import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { HttpProblem } from './problem.ts'

/**
 * A hook that lets through only requests with this bearer token (RFC 6750); to others it answers 401. How long it
 * takes says nothing about the token.
 */
export function bearerOnly(token: string): (request: FastifyRequest) => Promise<void> {
  const wanted = digest(token)
  return async ({ headers }) => {
    const [, given = ''] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? []
    if (timingSafeEqual(digest(given), wanted)) return
    throw new HttpProblem({
      status: 401,
      detail:
        'Send the header "Authorization: Bearer …" with the token that this service is configured with.',
      headers: { 'www-authenticate': 'Bearer' },
    })
  }
}

/** Whose Idempotency-Keys the routes behind the token take: each operator's, as `x-operator` names them. */
export const operatorOf = ({ headers }: Pick<FastifyRequest, 'headers'>): string =>
  `operator/${headers['x-operator']}`

/** Both sides have the same length, whatever is sent. */
const digest = (text: string) => createHash('sha256').update(text).digest()
