import { describe, expect, test } from 'vitest'
import type { CostModel } from '../model/cost-model.ts'
import { expectedSteps, expectedWork, services } from '../model/flow.ts'
import { type Setting, simulate } from './system.ts'

const cost = (perOrder: number, perRound: number) => ({ perOrder, perRound })
const model: CostModel = {
  cpu: {
    order: cost(250, 400),
    inventory: cost(90, 400),
    payment: cost(90, 400),
    shipping: cost(50, 400),
    postgres: cost(200, 300),
    kafka: cost(70, 300),
  },
  loadGenerator: 80,
}
const setting: Setting = {
  processors: 2,
  replicas: 1,
  partitions: 6,
  orders: 3_000,
  load: { connections: 64 },
}
const run = (change: Partial<Setting> = {}, of: CostModel = model) => simulate(of, { ...setting, ...change })
const sum = (costs: Readonly<Record<string, number>>) => Object.values(costs).reduce((a, b) => a + b, 0)

test('every order takes each step that it should, on average', () => {
  const steps = expectedSteps()
  expect(steps.rejected + steps.refused + steps.dispatched).toBeCloseTo(1, 9)
  expect(expectedWork().order.inputs).toBeCloseTo(1 + 0.05 + 0.95 + 0.95 + 0.855, 6)
})

test.each([1, 2, 4])('what goes in comes out, once, with %i processes of each service', replicas => {
  const { started, ended } = run({ replicas, load: { connections: 64 * replicas } })
  expect({ started, ended }).toEqual({ started: setting.orders, ended: setting.orders })
})

test('the same seed gives the same run, another one another', () => {
  expect(run()).toEqual(run())
  expect(run({ seed: 2 }).ordersPerSecond).not.toBe(run().ordersPerSecond)
})

describe('the bounds of operational analysis', () => {
  test('no more orders a second than the processors have time for, and nearly as many', () => {
    const { ordersPerSecond, cpu } = run({ orders: 10_000 })
    const most = (setting.processors * 1e6) / sum(cpu)
    expect(ordersPerSecond).toBeLessThanOrEqual(most * 1.001)
    expect(ordersPerSecond).toBeGreaterThan(most * 0.8)
  })

  test('with processors for all the slowest process is the limit: 1 ÷ its time for an order', () => {
    const { ordersPerSecond, cpu } = run({ processors: 64, orders: 10_000, load: { connections: 512 } })
    const most = 1e6 / Math.max(...services.map(name => cpu[name]))
    expect(ordersPerSecond).toBeLessThanOrEqual(most * 1.001)
    expect(ordersPerSecond).toBeGreaterThan(most * 0.75)
  })

  test('one connection has one order under way: no more a second than 1 ÷ its time to the answer', () => {
    const { ordersPerSecond } = run({ orders: 300, load: { connections: 1 } })
    const { cpu } = model
    const shortest = cpu.order.perRound + cpu.postgres.perRound + 500 + model.loadGenerator
    expect(ordersPerSecond).toBeLessThan(1e6 / shortest)
  })
})

test('an order costs its share, and its share of the rounds', () => {
  const { cpu, transactions } = run({ orders: 10_000 })
  for (const name of services) {
    const expected = model.cpu[name].perOrder + transactions[name] * model.cpu[name].perRound
    expect(Math.abs(cpu[name] / expected - 1)).toBeLessThan(0.03)
  }
})

test('the fewer orders come, the more rounds each is: alone it shares none', () => {
  const at = (perSecond: number) => sum(run({ orders: 1_000, load: { perSecond } }).transactions)
  const [slow, fast] = [at(20), at(800)]
  expect(slow).toBeGreaterThan(15)
  expect(fast).toBeLessThan(slow / 4)
})

test('processes that are held to a share are as fast as that, and two of each nearly twice', () => {
  const share = 0.15
  const one = run({ share, orders: 4_000 })
  expect(one.ordersPerSecond).toBeLessThan((share * 1e6) / one.cpu.order)
  const two = run({ share, orders: 4_000, replicas: 2, load: { connections: 128 } })
  expect(two.ordersPerSecond / one.ordersPerSecond).toBeGreaterThan(1.6)
})
