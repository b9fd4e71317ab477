import { describe, expect, test } from 'vitest'
import { ladder, type OneCan } from './limits.ts'
import { type Owner, owners, type PerOrder } from './order.ts'
import { planFor } from './plan.ts'

const same = <Value>(value: Value) =>
  Object.fromEntries(owners.map(name => [name, value])) as Record<Owner, Value>

const order: PerOrder = {
  cpu: { ...same(100), order: 300 },
  postgres: {
    ...same({ cpu: 50, wal: 1_000, commits: 0.1, rows: 6 }),
    order: { cpu: 100, wal: 2_000, commits: 0.2, rows: 12 },
  },
  kafka: { cpu: 200, bytes: 1_000 },
  messages: { ...same(1), order: 3 },
  databaseBytes: 5_000,
}
const can: OneCan = {
  utilisation: 0.6,
  replication: 3,
  relayMessages: 100_000,
  postgres: { cores: 32, walBytes: 200e6, commits: 20_000, connections: 480 },
  broker: { cores: 8, bytes: 100e6 },
  cell: 100_000,
}

test('the ladder says what one of each is full at, the first one first', () => {
  expect(ladder(order, can).map(({ what, perSecond }) => [what, Math.round(perSecond)])).toEqual([
    ['one process of order: its processor', 2_000],
    ['6 partitions: a process for each', 12_000],
    ['one relay of order: messages a second', 20_000],
    ["order's server: write-ahead log", 60_000],
    ['3 brokers: their disks', 60_000],
    ["connections of order's server: 480", 80_000],
    ['a cell: what is lost with one', 100_000],
  ])
})

describe('a plan', () => {
  test('at a low rate is one of each, and nothing is full', () => {
    const { processes, partitions, outboxShards, servers, brokers, full, cells } = planFor(order, can, 1_000)
    expect({ processes, servers }).toEqual({ processes: same(1), servers: same(1) })
    expect({ partitions, outboxShards, brokers, cells }).toEqual({
      partitions: 6,
      outboxShards: 1,
      brokers: 3,
      cells: 1,
    })
    expect(full).toEqual([])
  })

  test('has a partition for each process, and says what was full on the way', () => {
    const { processes, partitions, full } = planFor(order, can, 15_000)
    expect(processes.order).toBe(8)
    expect(partitions).toBe(12)
    expect(full.map(({ change }) => change)).toEqual(['more replicas of each service', 'more partitions'])
  })

  test('adds what processors, log and disks take, whatever they are divided into', () => {
    const { cores, walBytes, commits, rows, kafkaBytes, aDay } = planFor(order, can, 10_000)
    expect(cores).toEqual({ services: 7, postgres: 3, kafka: 2 })
    expect([walBytes, commits, rows]).toEqual([60e6, 6_000, 360_000].map(each => expect.closeTo(each, 3)))
    expect(kafkaBytes).toBe(30e6)
    expect(aDay.tables).toBe(10_000 * 86_400 * 5_000)
  })

  test('beyond a cell is several, each with all of it', () => {
    const one = planFor(order, can, 100_000)
    const ten = planFor(order, can, 1_000_000)
    expect(ten.cells).toBe(10)
    expect(ten.processes.order).toBe(10 * one.processes.order)
    expect(ten.servers.order).toBe(10 * one.servers.order)
    expect(ten.partitions).toBe(one.partitions)
    expect(one.outboxShards).toBeGreaterThan(1)
  })
})
