import { describe, expect, it } from 'vitest'
import { breachesOf } from './breaches.ts'
import { circlesOf } from './circles.ts'
import { importsOf } from './graph.ts'
import { rules } from './rules.ts'

const breaches = (file: string, ...imports: string[]) => breachesOf(new Map([[file, imports]]), rules)

describe('the rules', () => {
  it.each([
    ['services/order/src/store.ts', 'services/payment/src/store.ts', 'A service never imports another'],
    ['services/order/src/a.unit.test.ts', 'services/payment/src/app.ts', 'A service never imports another'],
    ['services/order/src/app.ts', 'tools/dev/lib/services.ts', 'Tools know services'],
    ['packages/service-kit/src/index.ts', 'services/order/src/app.ts', 'services know packages'],
    [
      'packages/messaging/src/batch/batch.ts',
      'packages/service-kit/src/index.ts',
      'What is lifted out alone',
    ],
    [
      'packages/messaging/src/outbox/outbox.ts',
      'packages/messaging/src/relay/relay.ts',
      'in which a message passes',
    ],
    [
      'packages/messaging/src/relay/relay.ts',
      'packages/messaging/src/batch/batch.ts',
      'in which a message passes',
    ],
    [
      'packages/messaging/src/tracing/new.ts',
      'packages/messaging/src/redrive/headers.ts',
      'in which a message passes',
    ],
    [
      'packages/messaging/src/relay/relay.ts',
      'packages/messaging/src/kafka/kafkajs/patch.ts',
      'behind the Kafka port',
    ],
    [
      'packages/event-contracts/src/a.unit.test.ts',
      'packages/messaging/src/batch/rows.ts',
      'lifted out alone',
    ],
    ['services/order/src/domain/decide.ts', 'pg', 'The domain is pure'],
    ['services/order/src/domain/decide.ts', 'node:fs', 'The domain is pure'],
    ['services/order/src/domain/decide.ts', 'services/order/src/store.ts', 'The domain is pure'],
    ['services/order/src/app.ts', 'kafkajs', 'kafkajs stays behind the Kafka port'],
    ['packages/messaging/src/relay/relay.ts', 'kafkajs', 'kafkajs stays behind the Kafka port'],
    ['tools/dev/check.ts', 'kafkajs', 'kafkajs stays behind the Kafka port'],
    ['packages/new/src/index.ts', 'packages/messaging/src/index.ts', 'The floors of packages have no new'],
  ])('%s may not import %s', (file, target, why) => {
    expect(breaches(file, target)).toEqual([expect.stringContaining(why)])
  })

  it.each([
    [
      'services/order/src/store.ts',
      ['packages/messaging/src/index.ts', 'services/order/src/config.ts', 'pg'],
    ],
    ['services/order/src/domain/decide.ts', ['packages/events/src/index.ts']],
    ['services/order/src/domain/decide.unit.test.ts', ['vitest', 'services/order/src/domain.fixture.ts']],
    ['packages/messaging/src/batch/batch.int.test.ts', ['packages/test-servers/src/index.ts']],
    ['packages/messaging/src/testing/topics.ts', ['packages/test-servers/src/index.ts', 'kafkajs']],
    ['tools/run/demo.ts', ['services/order/src/app.ts', 'packages/audit/src/index.ts']],
  ])('%s may import %s', (file, targets) => {
    expect(breaches(file, ...targets)).toEqual([])
  })
})

it('sees what is imported for its type, exported from elsewhere, and loaded when it is needed', () => {
  const source = `
    import type { A } from './a.ts'
    import { type B } from "./b.ts"
    import './c.ts'
    export * from './d.ts'
    export { e } from './e.ts'
    const f = await import('./f.ts')
    const g = await import(f.name)
    const text = "import { h } from './h.ts'"
  `
  expect(importsOf('x.ts', source)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map(name => `./${name}.ts`))
})

it('finds each circle once, by a shortest way around', () => {
  const graph = new Map([
    ['a', ['b', 'pg']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', ['e']],
    ['e', ['c']],
    ['x', ['a', 'y']],
    ['y', ['x']],
    ['z', ['x']],
  ])
  expect(circlesOf(graph)).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e', 'c', 'a', 'b'],
    ['x', 'y'],
  ])
})
