/** A thread that does one piece of work after the other, as a Node process does. Pieces wait in order. */
export interface Thread {
  /** Of one processor, the most that it has in a period. */
  readonly share: number
  readonly waiting: Piece[]
  /** Microseconds of the piece in hand that are left, and of its turn, and of its period's share. */
  left: number
  ofTurn: number
  ofPeriod: number
  period: number
  isBusy: boolean
}

interface Piece {
  readonly micros: number
  readonly then: () => void
}

export interface Machine {
  /** Milliseconds since it began. */
  readonly now: number
  /** Microseconds that all threads together have worked. */
  readonly worked: number
  thread(share?: number): Thread
  /** Has a thread work so long, behind what it has to do already. */
  work(thread: Thread, micros: number, then: () => void): void
  after(milliseconds: number, then: () => void): void
  /** Runs until `isOver`, or until nothing is left to happen. */
  run(isOver?: () => boolean): void
}

/** A share is given anew so often, as `bench --cpu-limit` has it. */
const periodMs = 10

/**
 * So many processors and one queue of the threads that have work: each has a turn, and then goes to the end. The shorter a turn, the nearer
 * to processor sharing (Kleinrock 1967). Who has used up its share waits for the next period. Time passes from event to event.
 *
 * @param turnMs a tick of the clock, by which Linux ends turns: 250 a second, unless it was built otherwise
 */
export function createMachine(processors: number, turnMs = 4): Machine {
  const timers = createTimers()
  const ready: Thread[] = []
  let free = processors
  let now = 0
  let worked = 0

  const enqueue = (thread: Thread) => {
    thread.ofTurn = turnMs * 1_000
    ready.push(thread)
  }

  function dispatch() {
    while (free > 0 && ready.length > 0) {
      free -= 1
      run(ready.shift() as Thread)
    }
  }

  /** On a processor until its piece, its turn or its share is at an end. */
  function run(thread: Thread) {
    const { share } = thread
    let micros = Math.min(thread.left, thread.ofTurn)
    if (share < 1) {
      const period = Math.floor(now / periodMs + 1e-9)
      if (period !== thread.period) {
        thread.period = period
        thread.ofPeriod = share * periodMs * 1_000
      }
      micros = Math.min(micros, thread.ofPeriod)
      thread.ofPeriod -= micros
    }
    thread.left -= micros
    thread.ofTurn -= micros
    timers.add(now + micros / 1_000, () => {
      worked += micros
      if (thread.left <= 0) {
        const { then } = thread.waiting.shift() as Piece
        then()
        thread.left = thread.waiting[0]?.micros ?? 0
        thread.isBusy = thread.waiting.length > 0
      }
      if (thread.isBusy && thread.ofTurn > 0 && !isUsedUp(thread)) return run(thread)
      free += 1
      if (thread.isBusy && !isUsedUp(thread)) enqueue(thread)
      else if (thread.isBusy) {
        timers.add((thread.period + 1) * periodMs, () => {
          enqueue(thread)
          dispatch()
        })
      }
      dispatch()
    })
  }

  return {
    get now() {
      return now
    },
    get worked() {
      return worked
    },
    thread: (share = 1) => ({
      share,
      waiting: [],
      left: 0,
      ofTurn: 0,
      ofPeriod: 0,
      period: -1,
      isBusy: false,
    }),
    work(thread, micros, then) {
      thread.waiting.push({ micros, then })
      if (thread.isBusy) return
      thread.isBusy = true
      thread.left = micros
      enqueue(thread)
      dispatch()
    },
    after: (milliseconds, then) => timers.add(now + milliseconds, then),
    run(isOver = () => false) {
      while (!isOver() && timers.dueAt < Number.POSITIVE_INFINITY) {
        now = timers.dueAt
        timers.next()()
      }
    },
  }
}

const isUsedUp = ({ share, ofPeriod }: Thread) => share < 1 && ofPeriod <= 0

/** A binary heap by time; of one moment, in the order in which they were added. */
function createTimers() {
  interface Timer {
    readonly at: number
    readonly place: number
    readonly then: () => void
  }
  const heap: Timer[] = []
  let added = 0
  const isBefore = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.place < b.place)

  function swap(a: number, b: number) {
    const timer = heap[a] as Timer
    heap[a] = heap[b] as Timer
    heap[b] = timer
  }

  function sift(from: number) {
    for (let at = from; ; ) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && isBefore(heap[child] as Timer, heap[least] as Timer)) least = child
      }
      if (least === at) return
      swap(at, least)
      at = least
    }
  }

  return {
    get dueAt() {
      return heap[0]?.at ?? Number.POSITIVE_INFINITY
    },
    add(at: number, then: () => void) {
      heap.push({ at, place: added++, then })
      for (let child = heap.length - 1; child > 0; ) {
        const parent = (child - 1) >> 1
        if (!isBefore(heap[child] as Timer, heap[parent] as Timer)) return
        swap(child, parent)
        child = parent
      }
    },
    /** Takes the first one out. */
    next(): () => void {
      const { then } = heap[0] as Timer
      const last = heap.pop() as Timer
      if (heap.length > 0) {
        heap[0] = last
        sift(0)
      }
      return then
    },
  }
}
