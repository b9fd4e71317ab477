import type { Processor } from '@orderflow/messaging/batch'
import type { CommandKey } from '@orderflow/messaging/command-keys'
import type { Decider, Input, WorkingSet } from '@orderflow/messaging/decider'
import type { Kafka } from '@orderflow/messaging/kafka'
import type { ServiceDefinition } from '@orderflow/service-kit'
import type { Taken } from '../../simulate/shell.ts'
import type { SimulatedService } from '../../simulate/simulator/index.ts'
import type { RecordedBatch } from '../journey.ts'

/** A batch that was committed, and what of the tables of transitions it met. */
export interface CommittedBatch extends Pick<RecordedBatch, 'service' | 'at' | 'taken'> {
  /**
   * The cells that were decided, `order PAID PaymentRefunded`; what came again, `order PaymentRefunded again`; and which two types
   * were in one transaction, `order PaymentRefunded, StockReleased`.
   */
  readonly met: readonly string[]
}

type Message = Extract<Taken, { readonly record: unknown }>['record']

interface Loaded {
  readonly inputs: readonly Input[]
  /** Of those that were decided, by their ids. */
  readonly cells: Map<string, string>
}

/**
 * Notes what services commit, without a seam in them: their definitions, their Kafka and their processors are wrapped, as a
 * definition is a value.
 */
export function createRecorder(simulated: readonly SimulatedService[]) {
  const committed: CommittedBatch[] = []
  /** As it lay on its topic, by that and the event's id, which a copy in an older version shares. */
  const records = new Map<string, Message>()
  const keys = new Map<string, CommandKey | undefined>()

  function noted<World extends { readonly [name: string]: WorkingSet }>(
    definition: ServiceDefinition<World>,
  ): ServiceDefinition<World> {
    const { name, store, decide, observe, routes, workers } = definition
    const twin = simulated.find(service => service.name === name)?.twin
    const loaded = new WeakMap<World, Loaded>()
    const reactions = Object.entries<Decider<World, Record<string, unknown>>[string]>(decide)
    return {
      ...definition,
      store: {
        ...store,
        async load(tx, inputs) {
          const world = await store.load(tx, inputs)
          loaded.set(world, { inputs, cells: new Map() })
          return world
        },
      },
      decide: Object.fromEntries(
        reactions.map(([type, react]) => [
          type,
          (world: World, input: Input) => {
            const { state = 'NONE' } = twin?.cell(world, input) ?? {}
            loaded.get(world)?.cells.set(input.id, `${name} ${state} ${input.type}`)
            return react(world, input)
          },
        ]),
      ),
      // What is shown here is committed.
      observe(registry) {
        const show = observe?.(registry)
        return world => {
          const batch = loaded.get(world)
          if (batch !== undefined) committed.push(batchOf(name, batch))
          show?.(world)
        }
      },
      routes: (app, context) => routes(app, { ...context, processor: withKeys(context.processor) }),
      ...(workers && {
        workers: context => workers({ ...context, processor: withKeys(context.processor) }),
      }),
    }
  }

  function batchOf(service: string, { inputs, cells }: Loaded): CommittedBatch {
    const taken = inputs.map(({ event, ...input }): Taken => {
      if (event === undefined) return { input, key: keys.get(input.id) }
      return { record: records.get(`${event.topic} ${input.id}`) as Message }
    })
    const again = inputs.filter(({ id }) => !cells.has(id)).map(({ type }) => `${service} ${type} again`)
    const types = [...new Set(inputs.map(({ type }) => type))].sort()
    const pairs = types.flatMap((first, i) => types.slice(i + 1).map(next => `${service} ${first}, ${next}`))
    return { service, at: inputs[0]?.at ?? '', taken, met: [...cells.values(), ...again, ...pairs] }
  }

  const withKeys = (processor: Processor): Processor => ({
    ...processor,
    submit(deliveries) {
      for (const delivery of deliveries) if ('input' in delivery) keys.set(delivery.id, delivery.key)
      return processor.submit(deliveries)
    },
  })

  return {
    noted,
    /** @param hold is waited for before records of this topic are handed over: so they come together, or late */
    kafka: (kafka: Kafka, hold: (topic: string) => Promise<void>): Kafka => ({
      ...kafka,
      consume: options =>
        kafka.consume({
          ...options,
          async onRecords(received, signal) {
            for (const { topic, key, value, headers } of received) {
              const texts = Object.entries(headers).map(([header, text]) => [header, String(text)])
              const message = { topic, key: key && String(key), value: value && String(value) }
              records.set(`${topic} ${headers.ce_id}`, { ...message, headers: Object.fromEntries(texts) })
            }
            await hold(received[0]?.topic ?? '')
            return await options.onRecords(received, signal)
          },
        }),
    }),
    /** All records that came since the last call of `take`. */
    seen: (): readonly Message[] => [...records.values()],
    /** What was committed since the last call, in that order. */
    take(): readonly CommittedBatch[] {
      records.clear()
      return committed.splice(0)
    },
  }
}
