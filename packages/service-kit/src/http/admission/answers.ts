import { STATUS_CODES } from 'node:http'
import { problemMediaType } from '../problem.ts'
import { safeHeaders } from '../safe-headers.ts'

/** Why a request is not let in. */
export type Reason = keyof typeof sentences

const sentences = {
  full: 'As many requests are under way as this process answers in time. Nothing was done: wait for Retry-After and send it again.',
  share:
    'You have more requests under way than others would be left room for. Nothing was done: wait for Retry-After and send it again.',
  backlog:
    'What was taken in before waits for too long. Nothing was done: wait for Retry-After and send it again.',
} as const

export const reasons = Object.keys(sentences) as readonly Reason[]

export const statusOf = (reason: Reason): 429 | 503 => (reason === 'share' ? 429 : 503)

/** Seconds: different ones, so that not all come back at once. */
export const retryAfter = (): string => String(1 + Math.floor(3 * Math.random()))

export const problemType = 'overloaded'
export const detailOf = (reason: Reason): string => sentences[reason]

/** A refusal that is written once, so that saying it again and again takes next to nothing. */
export function preparedAnswers(problemTypes: string) {
  const prepare = (reason: Reason) => {
    const status = statusOf(reason)
    const problem = {
      type: `${problemTypes}${problemType}`,
      title: STATUS_CODES[status],
      status,
      detail: detailOf(reason),
    }
    const before = `${JSON.stringify(problem).slice(0, -1)},"instance":"urn:uuid:`
    const after = '"}'
    return {
      status,
      headers: {
        ...safeHeaders,
        'content-type': problemMediaType,
        'content-length': Buffer.byteLength(before) + 36 + after.length,
      },
      /** @param id a UUID */
      body: (id: string) => before + id + after,
    }
  }
  return { full: prepare('full'), share: prepare('share'), backlog: prepare('backlog') } as const
}
