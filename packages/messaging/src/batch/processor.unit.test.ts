import type { Pool } from 'pg'
import pino from 'pino'
import { Registry } from 'prom-client'
import { describe, expect, test, vi } from 'vitest'
import { DatabaseUnavailable } from '../database/errors.ts'
import { MessagingError } from '../errors.ts'
import { createMetrics } from '../metrics/metrics.ts'
import type { Input } from '../types/decider.ts'
import type { Delivery, Outcome } from '../types/delivery.ts'
import type { Waiting } from './lock-waits.ts'
import { createProcessor } from './processor.ts'
import { Rows } from './rows.ts'
import type { Service } from './service.ts'

type Row = { readonly id: string }
type World = { readonly rows: Rows<Row> }

const command = (id: string, type = 'Add'): Delivery => {
  return { id, input: { id, type, data: { id }, correlationId: 'c', initiator: 'customer' } }
}
const commands = (...ids: string[]) => ids.map(id => command(id))
const applied = (...ids: string[]): Outcome[] => ids.map(id => ({ status: 'applied', reply: `added ${id}` }))

/**
 * A processor of inputs that publish nothing, so that no SQL but that of transactions and the inbox is sent; `save` stands for what the database says to a batch. The real statements have integration tests.
 */
function given(
  save: (ids: string[]) => void = () => {},
  batchMax = 100,
  observe: (world: World) => void = () => {},
) {
  const committed: string[][] = []
  let open: string[] = []
  const client = {
    query: async (query: string | { text: string; name?: string; values?: [string, string[]] }) => {
      // To the inbox everything is new.
      if (typeof query === 'object' && query.name?.startsWith('inbox-keep')) {
        return { rows: query.values?.[1].map(event_id => ({ event_id })) }
      }
      const text = typeof query === 'string' ? query : query.text
      if (text === 'COMMIT') committed.push(open)
      open = []
      return { command: text }
    },
    on: () => {},
    off: () => {},
    release: () => {},
  }
  const service: Service<World> = {
    name: 'post',
    decide: {
      Add: ({ rows }: World, { data }: Input<Row>) => {
        rows.set(data)
        return { reply: `added ${data.id}` }
      },
      Spoil: ({ rows }: World, { data }: Input<Row>) => {
        rows.set(data)
        throw new Error(`cannot add ${data.id}`)
      },
    },
    store: {
      load: async () => ({ rows: new Rows<Row>(row => row.id) }),
      save({ rows }) {
        const ids = rows.inserted().map(row => row.id)
        save(ids)
        open = ids
        return []
      },
    },
    contracts: { published: () => [], consumed: () => undefined },
    now: () => new Date(0),
    newId: () => 'unused',
  }
  const onCommit = vi.fn()
  const processor = createProcessor(service, {
    pool: { connect: async () => client } as unknown as Pool,
    logger: pino({ enabled: false }),
    metrics: createMetrics(new Registry()),
    batchMax,
    onCommit,
    observe,
  })
  return { processor, committed, onCommit }
}

const refused = () => new MessagingError('EVENT_INVALID', 'refused for its data')
const sqlState = (code: string) => Object.assign(new Error(code), { severity: 'ERROR', code })

describe('group commit', () => {
  test('what is submitted in one turn of the event loop shares a transaction; each gets its own outcomes', async () => {
    const { processor, committed, onCommit } = given()
    const submissions = [commands('a'), commands('b', 'c'), commands('d')].map(processor.submit)
    expect(await Promise.all(submissions)).toEqual([applied('a'), applied('b', 'c'), applied('d')])
    expect(committed).toEqual([['a', 'b', 'c', 'd']])
    expect(onCommit).toHaveBeenCalledTimes(1)
  })

  test('what comes while a transaction is under way shares the next one', async () => {
    const meanwhile: Promise<Outcome[]>[] = []
    const { processor, committed } = given(ids => {
      if (ids.includes('a')) meanwhile.push(...[commands('b', 'c'), commands('d')].map(processor.submit))
    })
    await processor.submit(commands('a'))
    expect(await Promise.all(meanwhile)).toEqual([applied('b', 'c'), applied('d')])
    expect(committed).toEqual([['a'], ['b', 'c', 'd']])
  })

  test('a transaction takes no more than batchMax, but a submission is never torn apart', async () => {
    const { processor, committed } = given(undefined, 2)
    await Promise.all(
      [['a'], ['b'], ['c', 'd', 'e'], ['f'], ['g']].map(ids => processor.submit(commands(...ids))),
    )
    expect(committed).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
      ['f', 'g'],
    ])
  })

  test('nothing submitted is done at once, and idle waits for the rest', async () => {
    const { processor, committed } = given()
    expect(await processor.submit([])).toEqual([])
    void processor.submit(commands('a'))
    void processor.submit(commands('b'))
    await processor.idle()
    expect(committed).toEqual([['a', 'b']])
  })
})

test.each(['Spoil', 'Unknown'])(
  'a command that cannot be decided (%s) fails alone, without a trace',
  async type => {
    const { processor, committed } = given()
    const outcomes = await processor.submit([command('a'), command('b', type), command('c')])
    expect(outcomes).toEqual([
      ...applied('a'),
      { status: 'failed', error: expect.any(Error) },
      ...applied('c'),
    ])
    expect(committed).toEqual([['a', 'c']])
  },
)

describe('a batch that the database refuses', () => {
  test.each([
    [['a'], ['b', 'c', 'd']],
    [['c'], ['a', 'b', 'd']],
    [['d'], ['a', 'b', 'c']],
    [
      ['a', 'd'],
      ['b', 'c'],
    ],
    [['a', 'b', 'c', 'd'], []],
  ])(
    'for its data is halved until the culprits %s stand alone; the others are kept',
    async (culprits, kept) => {
      const { processor, committed } = given(ids => {
        if (ids.some(id => culprits.includes(id))) throw refused()
      })
      const outcomes = await processor.submit(commands('a', 'b', 'c', 'd'))
      expect(outcomes.map(({ status }) => status)).toEqual(
        ['a', 'b', 'c', 'd'].map(id => (culprits.includes(id) ? 'failed' : 'applied')),
      )
      expect(committed.flat()).toEqual(kept)
    },
  )

  test.each(['40001', '40P01', '23505'])('for a lost race (%s) is tried again as a whole', async code => {
    let races = 3
    const { processor, committed } = given(() => {
      if (races-- > 0) throw sqlState(code)
    })
    expect(await processor.submit(commands('a', 'b'))).toEqual(applied('a', 'b'))
    expect(committed).toEqual([['a', 'b']])
  })

  test('because it is away is nobody’s fault: every submission is told, and may come again', async () => {
    let away = true
    const { processor, committed, onCommit } = given(() => {
      if (away) throw sqlState('57P01')
    })
    const told = await Promise.allSettled([commands('a'), commands('b')].map(processor.submit))
    for (const result of told) expect(result).toMatchObject({ reason: expect.any(DatabaseUnavailable) })
    expect(onCommit).not.toHaveBeenCalled()
    away = false
    expect(await processor.submit(commands('a'))).toEqual(applied('a'))
    expect(committed).toEqual([['a']])
  })
})

describe('a row that another transaction holds', () => {
  const event = (id: string, key: string | null = id): Delivery => {
    const origin = { topic: 't', partition: 0, offset: '0', value: null, headers: {}, timestamp: '0' }
    return {
      ...command(id),
      id: `ffffffff-ffff-7000-8000-${id}`,
      origin: { ...origin, key: key === null ? null : Buffer.from(key) },
    }
  }
  /** The rows in `held` are locked; `waits` are how long each transaction would wait for one. */
  function givenHeld(...ids: string[]) {
    const held = new Set(ids)
    const tried: string[][] = []
    const all = given(wanted => {
      tried.push(wanted)
      if (wanted.some(id => held.has(id))) throw sqlState('55P03')
    })
    return { ...all, held, tried }
  }
  const statuses = (outcomes: readonly { status: string }[]) => outcomes.map(({ status }) => status)
  const waiting = async ([offered]: readonly (Outcome | Waiting)[]) => await (offered as Waiting).settled

  test('keeps only the inputs waiting that need it; they go through when it is free', async () => {
    const { processor, committed, held } = givenHeld('b', 'e')
    const offered = await processor.offer(['a', 'b', 'c', 'd', 'e', 'f'].map(id => event(id)))
    expect(statuses(offered)).toEqual(['applied', 'waiting', 'applied', 'applied', 'waiting', 'applied'])
    expect(committed.flat()).toEqual(['a', 'c', 'd', 'f'])
    expect(statuses(await processor.offer([event('g')]))).toEqual(['applied'])

    held.delete('e')
    expect(await waiting(offered.slice(4))).toMatchObject({ status: 'applied' })
    held.delete('b')
    expect(await waiting(offered.slice(1))).toMatchObject({ status: 'applied' })
    expect(committed.flat()).toEqual(['a', 'c', 'd', 'f', 'g', 'e', 'b'])
  })

  test('keeps what follows in the same key waiting as well, in its order, now and later', async () => {
    const { processor, committed, held } = givenHeld('a1')
    const offered = await processor.offer([event('a1', 'a'), event('b1', 'b'), event('a2', 'a')])
    expect(statuses(offered)).toEqual(['waiting', 'applied', 'waiting'])
    const later = await processor.offer([event('b2', 'b'), event('a3', 'a'), event('n', null)])
    expect(statuses(later)).toEqual(['applied', 'waiting', 'applied'])
    held.clear()
    await waiting(later.slice(1))
    expect(committed.flat().filter(id => id.startsWith('a'))).toEqual(['a1', 'a2', 'a3'])
  })

  test('a message that is delivered again while it waits waits once', async () => {
    const { processor, committed, held } = givenHeld('a')
    const first = await processor.offer([event('a')])
    const again = await processor.offer([event('a')])
    held.clear()
    expect(await waiting(again)).toEqual(await waiting(first))
    expect(committed.flat()).toEqual(['a'])
  })

  test('is searched for with a bounded number of transactions', async () => {
    const ids = Array.from({ length: 500 }, (_, i) => String(i))
    const { processor, tried } = givenHeld(...ids)
    expect(new Set(statuses(await processor.offer(ids.map(id => event(id)))))).toEqual(new Set(['waiting']))
    expect(tried.length).toBeLessThan(200)
    await processor.idle()
  })

  test('beyond a bound nothing more is taken: it comes again later, and nothing is lost', async () => {
    const ids = Array.from({ length: 1_500 }, (_, i) => String(i))
    const { processor, held, committed } = givenHeld(...ids)
    await expect(processor.offer(ids.map(id => event(id)))).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    })
    held.clear()
    expect(statuses(await processor.submit(ids.map(id => event(id))))).toHaveLength(ids.length)
    expect(new Set(committed.flat())).toEqual(new Set(ids))
  })

  test('a command is told after some seconds; nothing of it has happened', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] })
    try {
      const { processor, committed } = givenHeld('a')
      const told = Promise.allSettled([processor.submit(commands('a', 'b'))])
      await vi.advanceTimersByTimeAsync(30_000)
      expect(await told).toMatchObject([{ status: 'rejected', reason: { code: 'DATABASE_UNAVAILABLE' } }])
      expect(committed).toEqual([['b']])
    } finally {
      vi.useRealTimers()
    }
  })

  test('what waits when the service stops is given up: it is delivered again', async () => {
    const { processor, committed } = givenHeld('a')
    const [offered] = await processor.offer([event('a')])
    await processor.idle()
    await expect((offered as Waiting).settled).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect(committed).toEqual([])
  })
})

describe('an observer', () => {
  const idsOf = ({ rows }: World) => rows.inserted().map(({ id }) => id)

  test('is shown what was committed, once, and nothing of what was rolled back', async () => {
    let races = 2
    const observed: string[][] = []
    const save = (ids: string[]) => {
      if (races-- > 0) throw sqlState('40001')
      if (ids.includes('bad')) throw refused()
    }
    const { processor, committed } = given(save, 100, world => {
      // It is committed when it is shown.
      expect(committed.at(-1)).toEqual(idsOf(world))
      observed.push(idsOf(world))
    })
    await processor.submit(commands('a', 'bad', 'b'))
    await processor.submit(commands('c'))
    expect(observed.flat()).toEqual(['a', 'b', 'c'])
    expect(observed).toEqual(committed)
  })

  test('that throws makes no one try again', async () => {
    const { processor, committed } = given(undefined, 100, () => {
      throw new TypeError('a bug of the observer')
    })
    expect(await processor.submit(commands('a', 'b'))).toEqual(applied('a', 'b'))
    expect(committed).toEqual([['a', 'b']])
  })
})

describe('a lost race that is never won', () => {
  test.each([
    ['23505', { status: 'fulfilled', value: [{ status: 'failed' }] }],
    ['40P01', { status: 'rejected', reason: { code: 'DATABASE_UNAVAILABLE' } }],
  ])('%s ends after some attempts', async (code, expected) => {
    const { processor } = given(() => {
      throw sqlState(code)
    })
    const [result] = await Promise.allSettled([processor.submit(commands('a'))])
    expect(result).toMatchObject(expected)
  })
})
