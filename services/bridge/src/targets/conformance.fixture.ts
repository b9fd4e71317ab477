import { contractOfTopic } from '@orderflow/events'
import { goldenEvent } from '@orderflow/events/golden'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Incoming, Outgoing, Sent, Target } from './port.ts'
import type { Promises } from './promises.ts'

/** An event as whoever reads there finds it. */
export interface Arrival {
  /** CloudEvents attributes by their names; the partition key as `partitionkey`. */
  readonly attributes: Readonly<Record<string, string>>
  readonly contentType: string
  /** Of the data alone. */
  readonly value: Buffer
}

/** A real server with what reads and writes there as another stack does, in the same protocol but not by the adapter. */
export interface Rig {
  /** A new adapter to the server. The suite closes it. */
  target(): Target
  /** Makes a place where all events of `order` arrive, which the server keeps; what came before is not in it. */
  receive(): Promise<Receiver>
  /** Publishes an event as another stack does for the bridge, and resolves when the server has it for good. */
  send(message: Incoming): Promise<void>
  /** What the target has put aside of that, with the reason, oldest first. Takes it away. */
  deadLetters(): Promise<readonly { readonly reason: string; readonly value: Buffer }[]>
  /** Ends the server without warning, `kill -9`. */
  kill(): Promise<void>
  /** Starts it again on the same data and the same port. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface Receiver {
  /** What has arrived, in order of arrival, as soon as that is enough; if it never is, what had come after `readWithinMs`. */
  read(enough: Enough): Promise<readonly Arrival[]>
}

export type Enough = (arrived: readonly Arrival[]) => boolean

/** Only a test that fails waits so long. */
export const readWithinMs = 30_000

/** What a target can do, where they differ. */
export interface Traits extends Promises {
  /** Bytes of a value that the server will never take. */
  readonly tooLarge: number
  /** Whether the server keeps anything over `kill` at all; one in memory does not. */
  readonly durable: boolean
  /** Messages for the bridge that are handed over at once, at most. */
  readonly mostInFlight: number
}

/** Milliseconds in which `publish` has an answer whatever the server does. */
const bounded = 20_000

/** The suite of the port: all that the bridge relies on, whichever broker it is. */
export function conforms(name: string, startRig: () => Promise<Rig>, traits: Traits): void {
  describe(`${name} is a target`, () => {
    let rig: Rig
    let target: Target
    beforeAll(async () => {
      rig = await startRig()
      target = rig.target()
    })
    afterAll(async () => {
      await target?.close()
      await rig?.stop()
    })

    /** As the bridge does it: what has failed is sent again, before anything else. */
    const publishUntilDone = async (events: readonly Outgoing[]): Promise<readonly Sent[]> => {
      const outcomes = [...(await target.publish(events))]
      for (let tries = 0; tries < 60; tries++) {
        const open = events.filter((_, i) => outcomes[i]?.status === 'failed')
        if (open.length === 0) return outcomes
        await new Promise(resolve => setTimeout(resolve, 500))
        const again = await target.publish(open)
        for (const [n, event] of open.entries()) outcomes[events.indexOf(event)] = again[n] as Sent
      }
      return outcomes
    }

    test('every event arrives with its bytes and all its attributes', async () => {
      const receiver = await rig.receive()
      const texts = [
        '{"a":1.0,"b":"\\u00e9 é 字 😀","c":[ ]}',
        ' {"last" : 9007199254740993}\n',
        golden.value,
      ]
      const events = texts.map((text, n) => eventOf(n, { value: Buffer.from(text) }))
      expect(await publishUntilDone(events)).toEqual(events.map(() => confirmed))
      const arrived = await receiver.read(all(events))
      expect(byId(arrived, traits)).toEqual(byId(events, traits))
    })

    test.skipIf(!traits.ordered)('events of one key keep their order, sent one after the other', async () => {
      const receiver = await rig.receive()
      const events = Array.from({ length: 20 }, (_, n) => eventOf(n, { key: 'the-same' }))
      for (const event of events) expect(await publishUntilDone([event])).toEqual([confirmed])
      expect(idsOf(await receiver.read(all(events)))).toEqual(idsOf(events))
    })

    test('an event that is sent twice is recognised by its id', async () => {
      const receiver = await rig.receive()
      const [event, last] = [eventOf(1), eventOf(2)]
      for (const each of [event, event, last]) expect(await publishUntilDone([each])).toEqual([confirmed])
      const expected = traits.deduplicates ? [event, last] : [event, event, last]
      const arrived = await receiver.read(found => all([last])(found) && found.length >= expected.length)
      expect(idsOf(arrived).toSorted()).toEqual(idsOf(expected).toSorted())
    })

    /** What else was under way with it may have arrived without being confirmed: it is sent again, and is there twice. */
    test('what is too large is refused, and the others arrive', async () => {
      const receiver = await rig.receive()
      const value = Buffer.from(JSON.stringify('x'.repeat(traits.tooLarge)))
      const events = [eventOf(1), eventOf(2, { value }), eventOf(3)]
      const outcomes = await publishUntilDone(events)
      expect(outcomes.map(({ status }) => status)).toEqual(['confirmed', 'refused', 'confirmed'])
      const others = [events[0], events[2]] as Outgoing[]
      expect(new Set(idsOf(await receiver.read(all(others))))).toEqual(new Set(idsOf(others)))
    })

    test('what is confirmed outlives the server; while it is away nothing is, in bounded time; after that all is', async () => {
      const receiver = await rig.receive()
      const kept = traits.durable ? 200 : 10
      const events = Array.from({ length: kept + 50 }, (_, n) => eventOf(n))
      const [before, meanwhile] = [events.slice(0, kept), events.slice(kept, kept + 20)]
      expect(await publishUntilDone(before)).toEqual(before.map(() => confirmed))
      await rig.kill()
      const since = performance.now()
      const outcomes = await target.publish(meanwhile)
      expect(outcomes.map(({ status }) => status)).toEqual(meanwhile.map(() => 'failed'))
      expect(performance.now() - since).toBeLessThan(bounded)
      await rig.start()
      const later = events.slice(kept)
      expect(await publishUntilDone(later)).toEqual(later.map(() => confirmed))
      const there = traits.durable ? events : []
      expect(new Set(idsOf(await receiver.read(all(there))))).toEqual(new Set(idsOf(there)))
    })

    test('inbound events come with bytes and attributes; what is refused is put aside with the reason', async () => {
      const [good, bad] = [incomingOf('{"n": 1}'), incomingOf('{"n": 2}')]
      const seen: Incoming[] = []
      const subscription = target.subscribe(async messages => {
        seen.push(...messages)
        return messages.map(({ attributes }) =>
          attributes.id === bad.attributes.id
            ? { status: 'refused', code: 'SCHEMA_INVALID', detail: '/n is wrong' }
            : { status: 'taken' },
        )
      })
      await rig.send(good)
      await rig.send(bad)
      await expect.poll(() => new Set(seen.map(({ attributes }) => attributes.id)).size, patience).toBe(2)
      const found = seen.find(({ attributes }) => attributes.id === good.attributes.id)
      expect(found?.value).toEqual(good.value)
      expect(found?.attributes).toMatchObject(good.attributes)
      const aside: { reason: string; value: Buffer }[] = []
      await expect
        .poll(async () => {
          aside.push(...(await rig.deadLetters()))
          return aside.length
        }, patience)
        .toBe(1)
      expect(aside[0]).toEqual({ reason: 'SCHEMA_INVALID', value: bad.value })
      await subscription.stop()
    })

    test('what the handler could not take comes again, and not once it was taken', async () => {
      const messages = Array.from({ length: 5 }, (_, n) => incomingOf(`{"n": ${n}}`))
      const tries = new Map<string, number>()
      const taken = new Set<string | undefined>()
      let failing = 2
      const subscription = target.subscribe(async batch => {
        for (const { attributes } of batch)
          tries.set(attributes.id as string, (tries.get(attributes.id as string) ?? 0) + 1)
        if (failing-- > 0) throw new Error('the database is away')
        for (const { attributes } of batch) taken.add(attributes.id)
        return batch.map(() => ({ status: 'taken' }))
      })
      for (const message of messages) await rig.send(message)
      await expect.poll(() => taken.size, patience).toBe(messages.length)
      await subscription.stop()
      expect(Math.max(...tries.values())).toBeGreaterThan(1)

      const again: Incoming[] = []
      const second = target.subscribe(async batch => {
        again.push(...batch)
        return batch.map(() => ({ status: 'taken' }))
      })
      const last = incomingOf('{"n": "last"}')
      await rig.send(last)
      await expect
        .poll(() => again.some(({ attributes }) => attributes.id === last.attributes.id), patience)
        .toBe(true)
      await second.stop()
      expect(again.map(({ attributes }) => attributes.id)).toEqual([last.attributes.id])
    })

    test('no more messages are in flight than the target says', async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>()
      const count = traits.mostInFlight + 20
      const seen = new Set<string>()
      let held = 0
      let most = 0
      const subscription = target.subscribe(async batch => {
        held += batch.length
        most = Math.max(most, held)
        await released
        for (const { attributes } of batch) seen.add(attributes.id as string)
        held -= batch.length
        return batch.map(() => ({ status: 'taken' }))
      })
      const messages = Array.from({ length: count }, (_, n) => incomingOf(`{"n": ${n}}`)).values()
      const sender = async () => {
        for (const message of messages) await rig.send(message)
      }
      await Promise.all(Array.from({ length: 10 }, sender))
      await expect.poll(() => held, patience).toBeGreaterThan(0)
      release()
      await expect.poll(() => seen.size, patience).toBe(count)
      expect(most).toBeLessThanOrEqual(traits.mostInFlight)
      await subscription.stop()
    })
  })
}

const patience = { timeout: 60_000, interval: 50 }
const confirmed: Sent = { status: 'confirmed' }
const golden = goldenEvent('order.created.v2')
const low = goldenEvent('stock.low.v1')
let made = 0

/** A UUIDv7 of now, different each time. */
function newId(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${(++made).toString(16).padStart(12, '0')}`
}

const idsOf = (events: readonly Pick<Arrival, 'attributes'>[]) =>
  events.map(({ attributes }) => attributes.id)

/** Each of these has arrived, be it more than once. */
const all =
  (events: readonly Outgoing[]): Enough =>
  arrived => {
    const ids = new Set(idsOf(arrived))
    return events.every(({ id }) => ids.has(id))
  }

const attributesIn = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('ce_') ? [[name.slice(3), value]] : [],
    ),
  )

/** The golden OrderCreated with an id and a key of its own. */
function eventOf(n: number, { value = Buffer.from(golden.value), key = `order-${n}` } = {}): Outgoing {
  const id = newId()
  const type = contractOfTopic(golden.topic)?.type ?? expect.unreachable()
  return {
    id,
    type,
    domain: 'order',
    name: 'order.created',
    key,
    attributes: { ...attributesIn(golden.headers), id, partitionkey: key },
    contentType: golden.headers['content-type'] as string,
    value,
  }
}

/** The golden StockLow with an id of its own; its value need not be one. */
function incomingOf(value: string): Incoming {
  const contentType = low.headers['content-type'] as string
  return {
    attributes: { ...attributesIn(low.headers), id: newId(), partitionkey: low.key },
    contentType,
    value: Buffer.from(value),
  }
}

/** What is compared of events, by id: without what only one of the two forms has. */
const byId = (
  events: readonly Pick<Outgoing, 'attributes' | 'contentType' | 'value'>[],
  { verbatim }: Promises,
) =>
  new Map(
    events.map(({ attributes, contentType, value }) => [
      attributes.id,
      { attributes, contentType, value: verbatim ? value.toString() : JSON.parse(value.toString()) },
    ]),
  )
