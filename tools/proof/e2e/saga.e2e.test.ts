import { afterAll, beforeAll, describe } from 'vitest'
import { canaries } from './saga/canaries.suite.ts'
import { cancellation } from './saga/cancellation.suite.ts'
import { erasure } from './saga/erasure.suite.ts'
import { metrics } from './saga/metrics.suite.ts'
import { observability } from './saga/observability.suite.ts'
import { outcomes } from './saga/outcomes.suite.ts'
import { repairs } from './saga/repairs.suite.ts'
import { secondSaga } from './saga/second-saga.suite.ts'
import { secrets } from './saga/secrets.suite.ts'
import { openSystem, type RunningSystem } from './saga/system.ts'
import { tracing, withoutCollector } from './saga/tracing.suite.ts'

/** One system for all of them: a start takes longer than most suites. */
let system: RunningSystem
beforeAll(async () => {
  system = await openSystem()
})
afterAll(() => system?.stop())
const running = () => system

// First what must not find failed spans, then what has its products for itself, then what audits, then what
// poisons; last what ends the services.
describe('tracing', () => tracing(running))
describe('outcomes', () => outcomes(running))
describe('cancellation', () => cancellation(running))
describe('version 2 of the saga', () => secondSaga(running))
describe('personal data', () => canaries(running))
describe('erasure', () => erasure(running))
describe('metrics', () => metrics(running))
describe('observability', () => observability(running))
describe('repairs', () => repairs(running))
describe('what is secret', () => secrets(running))
describe('without a collector', () => withoutCollector(running))
