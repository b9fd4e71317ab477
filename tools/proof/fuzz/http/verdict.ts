import type { Outcome } from '../target.ts'
import type { Answer } from './answer.ts'

/** Whether an answer is clear: what was asked for, where else it is, or a problem that says what is wrong. */
export function verdictOn(answer: Answer, isHead: boolean): Outcome {
  const { status, headers, body } = answer
  const verdict = String(status)
  if (status >= 200 && status < 300) return { verdict }
  if (status === 304 || (status >= 300 && status < 400 && headers.location !== undefined)) return { verdict }
  if (!(status >= 400 && status < 500) && status !== 503)
    return { verdict, fault: `It was answered with ${status}: ${body.slice(0, 300)}` }
  if (isHead) return { verdict }
  return isProblem(answer) || isNotReady(answer)
    ? { verdict }
    : {
        verdict,
        fault: `The answer ${status} is no problem document: ${headers['content-type']} ${body.slice(0, 300)}`,
      }
}

/** What orchestrators ask has an answer of its own while a service waits for its servers. */
const isNotReady = ({ status, body }: Answer): boolean =>
  status === 503 && body.startsWith('{"status":"unavailable"')

function isProblem({ status, headers, body }: Answer): boolean {
  if (!headers['content-type']?.startsWith('application/problem+json')) return false
  try {
    const { type, title, status: said } = JSON.parse(Buffer.from(body, 'latin1').toString())
    return typeof type === 'string' && typeof title === 'string' && said === status
  } catch {
    return false
  }
}
