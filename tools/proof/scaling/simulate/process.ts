import { batchingDelayMs } from '@orderflow/messaging/timing'
import { flow, messagesOf, type StepName } from '../model/flow.ts'
import type { Machine } from './machine.ts'

export interface Order {
  readonly partition: number
  /** Of each outbox. */
  readonly shard: number
}

/** Something that a service is to decide. */
export interface Input {
  readonly step: StepName
  readonly order: Order
  /** Its transaction is committed. */
  readonly done?: () => void
}

/** An event on its way, and the steps that begin where it is read. */
export interface Message {
  readonly steps: readonly StepName[]
  readonly order: Order
}

/** What a process works with. */
export interface Surroundings {
  readonly machine: Machine
  readonly replicas: number
  readonly batchMax: number
  /** Microseconds of this process for a round, for an input, and for a message that its relay sends. */
  readonly costs: Readonly<Record<'round' | 'input' | 'message', number>>
  /** Has the process work for so many microseconds. */
  work(micros: number, then: () => void): void
  /** A round trip to the database for a transaction on so many inputs. */
  askPostgres(inputs: number, then: () => void): void
  /** Requests to the broker that carry so many new messages. */
  askKafka(requests: number, messages: number, then: () => void): void
  /** Puts a message into the outbox's shard that it belongs to. */
  append(message: Message): void
  /** Messages are on their topics. */
  deliver(messages: readonly Message[]): void
  /** An order has ended. */
  ended(): void
  /** A number in [0, 1). */
  random(): number
}

export interface Process {
  /** What its relay has to send. */
  readonly outbox: Message[]
  /** Given to the next transaction. */
  submit(inputs: readonly Input[]): void
  /** Lies on one of its partitions. */
  arrive(input: Input): void
  start(): void
}

/** `idleMs` of `packages/messaging/src/relay/relay.ts`. */
const idle = { firstMs: 25, maxMs: 500, maxBesideOthersMs: 100 }
/** `GATEWAY_CONCURRENCY` */
const atGatewayMax = 64
/** Of a round's work, what comes before its statements are sent. */
const before = 0.6

/** One process of a service: its transactions one after the other, its consumer and its relay, with their rests. */
export function createProcess(around: Surroundings): Process {
  const { machine, replicas, batchMax, costs, work, askPostgres, askKafka } = around
  const outbox: Message[] = []
  const submit = transactions(commit)
  const relay = startRelay()
  const ahead: Input[] = []
  let atGateway = 0

  /** All that is submitted while a transaction is under way shares the next one. */
  function transactions(commit: (batch: readonly Input[]) => void) {
    const submitted: (readonly Input[])[] = []
    let isOpen = false

    function next() {
      const batch: Input[] = []
      for (
        let more = submitted[0];
        more !== undefined && (batch.length === 0 || batch.length + more.length <= batchMax);
        more = submitted[0]
      ) {
        batch.push(...more)
        submitted.shift()
      }
      isOpen = batch.length > 0
      if (!isOpen) return
      const micros = costs.round + batch.length * costs.input
      work(micros * before, () =>
        askPostgres(batch.length, () =>
          work(micros * (1 - before), () => {
            commit(batch)
            next()
          }),
        ),
      )
    }

    return (inputs: readonly Input[]) => {
      submitted.push(inputs)
      if (isOpen) return
      isOpen = true
      work(0, next) // what else is at hand in this turn of the event loop comes along
    }
  }

  function commit(batch: readonly Input[]) {
    for (const { step, order, done } of batch) {
      const { next, besides = 0, ends } = flow[step]
      for (let n = Math.floor(besides + around.random()); n > 0; n--) around.append({ steps: [], order })
      const branch = pick(next, around.random())
      if (branch?.inside) ahead.push(...branch.to.map(to => ({ step: to, order })))
      else if (branch !== undefined) around.append({ steps: branch.to, order })
      if (step === 'answered') atGateway -= 1
      if (ends) around.ended()
      done?.()
    }
    if (batch.some(({ step }) => messagesOf(flow[step]) > 0)) relay.wake()
    for (; ahead.length > 0 && atGateway < atGatewayMax; atGateway++) submit([ahead.shift() as Input])
  }

  /** Reads, sends, deletes; rests after a batch, and then until it is woken or has waited long enough. */
  function startRelay() {
    let isAwake = false
    let idleMs = idle.firstMs
    /** The rest that it takes; none while it works. */
    let resting: object | undefined

    function look() {
      resting = undefined
      isAwake = false
      const since = machine.now
      work(costs.round * before, () =>
        askPostgres(0, () => {
          const messages = outbox.splice(0, batchMax)
          if (messages.length > 0) return send(messages, since)
          rest()
          idleMs = Math.min(2 * idleMs, replicas > 1 ? idle.maxBesideOthersMs : idle.maxMs)
        }),
      )
    }

    function send(messages: readonly Message[], since: number) {
      idleMs = idle.firstMs
      work(costs.round * (1 - before) + messages.length * costs.message, () =>
        askKafka(2, messages.length, () => {
          around.deliver(messages)
          work(costs.round, () => askPostgres(0, () => {}))
          if (messages.length === batchMax) look()
          else machine.after(batchingDelayMs(messages.length, machine.now - since), rest)
        }),
      )
    }

    function rest() {
      if (isAwake) return look()
      const mine = {}
      resting = mine
      machine.after(idleMs, () => {
        if (resting === mine) look()
      })
    }

    return {
      look,
      wake() {
        isAwake = true
        if (resting !== undefined) look()
      },
    }
  }

  const fetched: Input[] = []
  let isWaiting = true

  /** A fetch takes what has come; the next one goes out when all of that is committed, and the rest is over. */
  function fetch() {
    const inputs = fetched.splice(0)
    isWaiting = inputs.length === 0
    if (isWaiting) return
    askKafka(1, 0, () => {
      const since = machine.now
      let open = inputs.length
      const done = () => {
        open -= 1
        if (open === 0) machine.after(batchingDelayMs(inputs.length, machine.now - since), fetch)
      }
      for (let from = 0; from < inputs.length; from += batchMax)
        submit(inputs.slice(from, from + batchMax).map(input => ({ ...input, done })))
    })
  }

  return {
    outbox,
    submit,
    start: relay.look,
    arrive(input) {
      fetched.push(input)
      if (!isWaiting) return
      isWaiting = false
      machine.after(0, fetch)
    },
  }
}

/** The branch that a number in [0, 1) stands for; none of none. */
function pick<Of extends { readonly share: number }>(
  branches: readonly Of[],
  number: number,
): Of | undefined {
  let below = 0
  for (const branch of branches) {
    below += branch.share
    if (number < below) return branch
  }
  return branches.at(-1)
}
