import { describe, expect, it } from 'vitest'
import { createParticles, maxDots, weightOf } from './particles.ts'

/** Four services; the second publishes, the first and the fourth read. */
const board = { columns: 4, rows: [{ producer: 1, consumers: [0, 3] }] }
const up = (_column: number) => false
const arrived = (particles: ReturnType<typeof createParticles>) =>
  [0, 1, 2, 3].filter(column => particles.glow(0, column) > 0)

function run(particles: ReturnType<typeof createParticles>, milliseconds: number, isDown = up) {
  for (let passed = 0; passed < milliseconds; passed += 16) particles.step(16, isDown)
}

describe('createParticles', () => {
  it('sends an event from its publisher to everyone who reads it, and to nobody else', () => {
    const particles = createParticles(board, () => 0)
    particles.send(0, 1, 500)
    expect(particles.size).toBe(2)
    run(particles, 640)
    expect(arrived(particles)).toEqual([0])
    run(particles, 640)
    expect(arrived(particles)).toEqual([3])
    run(particles, 2_000)
    expect(particles.active).toBe(false)
  })

  it('keeps what a service that is down has not taken in, and lets it in when it is back', () => {
    const particles = createParticles(board, () => 0)
    particles.send(0, 5, 0)
    run(particles, 3_000, column => column === 3)
    expect(particles.waiting(0, 3)).toBe(5)
    expect(particles.waiting(0, 0)).toBe(0)
    expect(arrived(particles)).toEqual([])
    run(particles, 100)
    expect(arrived(particles)).toEqual([3])
    run(particles, 2_000)
    expect(particles.active).toBe(false)
  })

  it('spreads dots over the time that it is given, however rarely it moves on', () => {
    const particles = createParticles(board)
    particles.send(0, 100, 500)
    for (let passed = 0; passed < 500; passed += 100) particles.step(100, up)
    const places = new Set<number>()
    particles.each(({ x }) => places.add(Math.round(x * 1_000)))
    expect(places.size).toBeGreaterThan(100)
  })

  it('holds a bounded number of dots', () => {
    const particles = createParticles(board)
    for (let n = 0; n < 100; n++) particles.send(0, 1_000, 500)
    expect(particles.size).toBeLessThanOrEqual(maxDots + 1)
    run(particles, 4_000)
    expect(particles.size).toBe(0)
  })
})

it('lets a dot stand for more events as there are more of them', () => {
  expect([0, 10, 220, 221, 8_000, 1e9].map(weightOf)).toEqual([1, 1, 1, 2, 50, 1_000])
})
