import type { TestModule } from 'vitest/node'

/** What became of a file. */
export interface Ended {
  readonly path: string
  readonly tests: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly seconds: number
}

/** A file that could not be loaded, or whose hooks failed, is a failure too. */
export function endedOf(module: TestModule): Ended {
  const states = [...module.children.allTests()].map(test => test.result().state)
  const count = (state: string) => states.filter(each => each === state).length
  return {
    path: module.relativeModuleId,
    tests: states.length,
    passed: count('passed'),
    failed: Math.max(count('failed'), module.ok() ? 0 : 1),
    skipped: count('skipped'),
    seconds: module.diagnostic().duration / 1_000,
  }
}
