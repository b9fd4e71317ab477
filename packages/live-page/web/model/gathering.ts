import { batch, signal } from '@preact/signals'
import { type Problem, whyOf } from '../lib/across.ts'

/** What services have told so far. */
export interface Gathered<Item> {
  readonly items: readonly Item[]
  /** By service, where to go on; also of one that failed on the way there. */
  readonly nexts: ReadonlyMap<string, string>
  /** Why something is missing, by those who were asked last for it. */
  readonly problems: readonly Problem[]
}

/** Asks one service for its items behind a place; `next` if there are more. */
type Ask<Item> = (
  service: string,
  after: string | undefined,
  signal: AbortSignal,
) => Promise<{ readonly items: readonly Item[]; readonly next?: string | undefined }>

/** Asks several services at once, each for as much as it tells in one answer, and for more when somebody wants it. */
export function gathering<Item>(ask: Ask<Item>) {
  const found = signal<Gathered<Item> | undefined>(undefined)
  const asking = signal(false)
  let abort = new AbortController()

  async function look(places: ReadonlyMap<string, string | undefined>, before: Gathered<Item> | undefined) {
    abort.abort()
    abort = new AbortController()
    const { signal } = abort
    asking.value = true
    const answers = await Promise.all(
      [...places].map(async ([service, after]) => {
        try {
          return { service, ...(await ask(service, after, signal)) }
        } catch (error) {
          return { service, items: [], next: after, why: whyOf(error) }
        }
      }),
    )
    if (signal.aborted) return
    const failed = answers.flatMap(each => ('why' in each ? [{ service: each.service, why: each.why }] : []))
    const others = before?.problems.filter(({ service }) => !places.has(service)) ?? []
    batch(() => {
      found.value = {
        items: [...(before?.items ?? []), ...answers.flatMap(({ items }) => items)],
        nexts: new Map(answers.flatMap(({ service, next }) => (next === undefined ? [] : [[service, next]]))),
        problems: [...others, ...failed],
      }
      asking.value = false
    })
  }

  return {
    /** Undefined until there was an answer. */
    found,
    /** Whether an answer is awaited. */
    asking,
    /** Begins anew; what was found stands until the answers are there. */
    begin: (services: readonly string[]) => look(new Map(services.map(name => [name, undefined])), undefined),
    /** Goes on where there is more; nothing while an answer is awaited. */
    async more(): Promise<void> {
      const before = found.peek()
      if (!asking.peek() && before !== undefined) await look(before.nexts, before)
    },
    /** What is on its way does not count any more. */
    stop() {
      abort.abort()
      asking.value = false
    },
  }
}
