import { STATUS_CODES } from 'node:http'
import { Type } from 'typebox'

interface ProblemOptions {
  /** HTTP status, 400 to 599. */
  readonly status: number
  /**
   * A URI for a kind of problem that clients tell apart; a name alone, `stock-gone`, stands behind the `problemTypes` of the
   * app. `about:blank` if the status says it all.
   */
  readonly type?: string
  /** The same for every problem of its type; the status's own phrase if not given. */
  readonly title?: string
  /** What happened this time and what to do, for the client's eyes. */
  readonly detail?: string
  /** Further members of the body. */
  readonly extensions?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/**
 * What a route throws to answer with an RFC 9457 problem. All that it holds, except `cause`, is sent to
 * the client.
 */
export class HttpProblem extends Error {
  readonly status: number
  readonly type: string
  readonly title: string
  readonly detail: string | undefined
  readonly extensions: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor({
    status,
    type = 'about:blank',
    title,
    detail,
    extensions = {},
    headers = {},
    cause,
  }: ProblemOptions) {
    const phrase = title ?? STATUS_CODES[status] ?? 'Error'
    super(detail ?? phrase, cause === undefined ? undefined : { cause })
    this.name = 'HttpProblem'
    this.status = status
    this.type = type
    this.title = phrase
    this.detail = detail
    this.extensions = extensions
    this.headers = headers
  }
}

/** The media type of every error's body. */
export const problemMediaType = 'application/problem+json'

/** The body of every error, RFC 9457. */
const problemSchema = Type.Object(
  {
    type: Type.String({ description: 'A URN that names the kind of problem, or about:blank' }),
    title: Type.String({ description: 'The same for every problem of this type' }),
    status: Type.Integer({ description: 'The HTTP status, again' }),
    detail: Type.Optional(Type.String({ description: 'What happened this time and what to do' })),
    instance: Type.String({ description: 'urn:uuid:<request id>, the id under which the log has it' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({ description: 'JSON pointer, as a URI fragment, to what is wrong' }),
          in: Type.Optional(Type.String({ description: 'body, query, path or header' })),
          detail: Type.String(),
        }),
        { description: 'What is wrong with the request' },
      ),
    ),
  },
  { title: 'Problem', additionalProperties: true, description: 'Problem details, RFC 9457' },
)

/**
 * The part of a route's `response` schema that documents its problems: `{ ...problems(400, 409) }`.
 */
export function problems<const Status extends number>(...statuses: readonly Status[]) {
  const entries = statuses.map(status => [
    status,
    {
      description: STATUS_CODES[status] ?? 'Error',
      content: { [problemMediaType]: { schema: problemSchema } },
    },
  ])
  return Object.fromEntries(entries) as Record<
    Status,
    { description: string; content: { [problemMediaType]: { schema: typeof problemSchema } } }
  >
}

/** One thing that is wrong with a request. */
export interface RequestFault {
  /** JSON pointer, as a URI fragment. */
  readonly pointer: string
  readonly in: string
  readonly detail: string
}

/** 400 for a request of which these things are wrong. */
export const invalidRequest = (faults: readonly RequestFault[]): HttpProblem =>
  new HttpProblem({
    status: 400,
    type: 'request-invalid',
    title: 'The request is not valid',
    detail:
      'The request does not match the schema of this operation. Correct what `errors` names; see /docs.',
    extensions: { errors: faults },
  })

/**
 * The body of a problem.
 *
 * @param requestId the UUID under which the log has it
 * @param types what a type that is a name alone begins with
 */
export function problemBody(problem: HttpProblem, requestId: string, types: string): Record<string, unknown> {
  return {
    ...problem.extensions,
    type: problem.type.includes(':') ? problem.type : `${types}${problem.type}`,
    title: problem.title,
    status: problem.status,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    instance: `urn:uuid:${requestId}`,
  }
}
