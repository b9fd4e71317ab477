/** Where events can travel: rows are topics, columns are services. */
export interface Board {
  readonly columns: number
  /** For each row, the column that publishes and those that read. */
  readonly rows: readonly { readonly producer: number; readonly consumers: readonly number[] }[]
}

/** What a drawing sees of a dot on its way. */
export interface Dot {
  readonly row: number
  /** In columns: 1.5 is half-way between the second and the third. */
  readonly x: number
  /** The column that it set out from. */
  readonly start: number
  readonly direction: 1 | -1
  /** -1 to 1: how far from the middle of its row. */
  readonly lane: number
}

export interface Particles {
  /** Sends dots along a row, spread at random over the next `withinMs`. */
  send(row: number, dots: number, withinMs: number): void
  /** Moves on by so many milliseconds. `isDown` tells of a column whether its service takes nothing in. */
  step(elapsedMs: number, isDown: (column: number) => boolean): void
  each(draw: (dot: Dot) => void): void
  /** 1 when an event has just arrived, fading to 0. */
  glow(row: number, column: number): number
  /** Dots that wait for a service that is down. */
  waiting(row: number, column: number): number
  /** Whether anything moves or fades. */
  readonly active: boolean
  readonly size: number
}

interface Particle {
  row: number
  x: number
  start: number
  /** In columns. */
  end: number
  direction: 1 | -1
  lane: number
  /** Milliseconds until it sets out; below 0 once it has. */
  delay: number
}

/** So many dots at most, however many events there are: what comes on top is left out. */
export const maxDots = 1_500
const columnsPerMs = 1.7 / 1000
const fadeMs = 450
/** What has waited is taken in one after another, for the eye. */
const drainPerMs = 40 / 1000
const maxWaiting = 60

/** The dots of the map. One event leaves its publisher to both sides, as far as somebody reads it. */
export function createParticles({ columns, rows }: Board, random: () => number = Math.random): Particles {
  let particles: Particle[] = []
  const glows = new Float32Array(rows.length * columns)
  const waits = new Float32Array(rows.length * columns)
  const reads = new Uint8Array(rows.length * columns)
  for (const [row, { consumers }] of rows.entries()) {
    for (const column of consumers) reads[row * columns + column] = 1
  }

  /** Everything between two positions that reads this row. */
  function arrive(particle: Particle, from: number, isDown: (column: number) => boolean) {
    const { row, x, direction } = particle
    for (let column = 0; column < columns; column++) {
      const passed = direction > 0 ? from < column && column <= x : x <= column && column < from
      const at = row * columns + column
      if (!passed || reads[at] !== 1) continue
      if (isDown(column)) waits[at] = Math.min(maxWaiting, (waits[at] as number) + 1)
      else glows[at] = 1
    }
  }

  return {
    get active() {
      return particles.length > 0 || glows.some(glow => glow > 0) || waits.some(wait => wait > 0)
    },
    get size() {
      return particles.length
    },
    send(row, dots, withinMs) {
      const { producer, consumers } = rows[row] as Board['rows'][number]
      const [left, right] = [Math.min(producer, ...consumers), Math.max(producer, ...consumers)]
      for (let n = 0; n < dots && particles.length < maxDots; n++) {
        const delay = random() * withinMs
        const dot = { row, x: producer, start: producer, lane: random() * 2 - 1, delay }
        if (right > producer) particles.push({ ...dot, end: right, direction: 1 })
        if (left < producer) particles.push({ ...dot, end: left, direction: -1 })
      }
    },
    step(elapsedMs, isDown) {
      for (let at = 0; at < glows.length; at++) {
        glows[at] = Math.max(0, (glows[at] as number) - elapsedMs / fadeMs)
        if (waits[at] === 0 || isDown(at % columns)) continue
        waits[at] = Math.max(0, (waits[at] as number) - elapsedMs * drainPerMs)
        glows[at] = 1
      }
      for (const particle of particles) {
        particle.delay -= elapsedMs
        if (particle.delay > 0) continue
        // One that sets out within this step has gone for the rest of it.
        const goneMs = Math.min(elapsedMs, -particle.delay)
        const from = particle.x
        particle.x += particle.direction * goneMs * columnsPerMs
        arrive(particle, from, isDown)
      }
      particles = particles.filter(({ x, end, direction }) => (direction > 0 ? x < end : x > end))
    },
    each(draw) {
      for (const particle of particles) if (particle.delay <= 0) draw(particle)
    },
    glow: (row, column) => glows[row * columns + column] as number,
    waiting: (row, column) => Math.floor(waits[row * columns + column] as number),
  }
}

const weights = [1, 2, 5, 10, 20, 50, 100, 200, 500]
/** More than this are a blur. */
const maxDotsPerSecond = 220

/** How many events one dot stands for at this many events a second. */
export function weightOf(eventsPerSecond: number): number {
  return weights.find(weight => eventsPerSecond / weight <= maxDotsPerSecond) ?? 1_000
}
