import type { RedriveDeadLettersResponse as Answer } from '../generated/answers.ts'
import { type Problem, whyOf } from '../lib/across.ts'
import { knownServices, type Letter, type LetterFilter, tellService } from './letters.ts'

/** Which dead letters are to go back: these, or all that meet the filter. */
export type Chosen =
  | { readonly letters: readonly Pick<Letter, 'id' | 'service'>[] }
  | { readonly filter: LetterFilter }

/** What became of them, or would. */
export interface Outcome {
  readonly redriven: number
  readonly already: number
  readonly refused: number
  /** How many go to which topic. */
  readonly targets: ReadonlyMap<string, number>
  /** Why some cannot go back, and how many. */
  readonly refusals: ReadonlyMap<string, number>
  readonly problems: readonly Problem[]
}

const nothing: Outcome = {
  ...{ redriven: 0, already: 0, refused: 0, problems: [] },
  ...{ targets: new Map(), refusals: new Map() },
}

/**
 * By service, the time until which its dead letters are meant: what was tried is what is done. A service whose dry run did not come
 * to its end has none.
 */
export type Untils = Map<string, string>

export interface Options {
  /** Only say what would happen. */
  readonly dryRun: boolean
  /** Filled by the dry run, and kept to by what follows it. */
  readonly untils: Untils
  /** Stops it between two requests; what was sent back by then stays so. */
  readonly signal: AbortSignal
  readonly onProgress: (so: Outcome) => void
}

/** The most of them in one request. */
const atOnce = 500

/**
 * Sends dead letters back, some hundred in each request, however many there are; or says what would become of them. A service that
 * does not answer is named, and the others go on. By a filter nothing goes back from a service whose dry run did not come to its
 * end, and the dry run counts nothing of it.
 */
export async function sendBack(chosen: Chosen, options: Options): Promise<Outcome> {
  let outcome = nothing
  for (const [service, requests] of requestsOf(chosen, options)) {
    const before = outcome
    try {
      for await (const answer of requests) {
        outcome = withAnswer(outcome, answer)
        options.onProgress(outcome)
        if (options.signal.aborted) return outcome
      }
    } catch (error) {
      const stands = options.dryRun && 'filter' in chosen ? before : outcome
      outcome = { ...stands, problems: [...stands.problems, { service, why: whyOf(error) }] }
    }
  }
  return outcome
}

type Requests = readonly (readonly [string, AsyncIterable<Answer>])[]

function requestsOf(chosen: Chosen, options: Options): Requests {
  if ('filter' in chosen) {
    const { service, ...filter } = chosen.filter
    return knownServices(service).map(name => [name, byFilter(name, filter, options)] as const)
  }
  const byService = Map.groupBy(chosen.letters, ({ service }) => service)
  return [...byService].map(([service, letters]) => [service, byId(service, letters, options)] as const)
}

const redrive = (service: string, body: object) => tellService<Answer>(service, 'dead-letters/redrive', body)

async function* byId(service: string, letters: readonly { id: string }[], { dryRun }: Options) {
  for (let n = 0; n < letters.length; n += atOnce) {
    yield await redrive(service, { ids: letters.slice(n, n + atOnce).map(({ id }) => id), dryRun })
  }
}

/** @throws Error in earnest, if the dry run did not come to its end */
async function* byFilter(service: string, filter: LetterFilter, { dryRun, untils }: Options) {
  let until = untils.get(service)
  if (!dryRun && until === undefined) throw new Error('It was not tried to its end: nothing of it goes back.')
  let after: string | undefined
  do {
    const asked = { ...filter, ...(until !== undefined && { until }) }
    const place = after === undefined ? {} : { after }
    const answer = await redrive(service, { filter: asked, limit: atOnce, dryRun, ...place })
    until ??= answer.until
    yield answer
    after = answer.next
  } while (after !== undefined)
  if (until !== undefined) untils.set(service, until)
}

function withAnswer(outcome: Outcome, answer: Answer): Outcome {
  const targets = new Map(outcome.targets)
  const refusals = new Map(outcome.refusals)
  for (const { status, target, detail = '' } of answer.results) {
    if (status === 'redriven') targets.set(target, (targets.get(target) ?? 0) + 1)
    if (status === 'refused') refusals.set(detail, (refusals.get(detail) ?? 0) + 1)
  }
  return {
    redriven: outcome.redriven + answer.redriven,
    already: outcome.already + answer.already,
    refused: outcome.refused + answer.refused,
    targets,
    refusals,
    problems: outcome.problems,
  }
}
