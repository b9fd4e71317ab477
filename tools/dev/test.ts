import { join } from 'node:path'
import { startVitest } from 'vitest/node'
import { projectRoot } from './lib/system.ts'

/**
 * Runs all tests, or those whose path contains one of the arguments. The last line is a count that
 * machines can read.
 */
const vitest = await startVitest('test', process.argv.slice(2), {
  root: projectRoot,
  config: join(projectRoot, 'vitest.config.ts'),
  watch: false,
})
let passed = 0
let failed = vitest.state.getUnhandledErrors().length
for (const module of vitest.state.getTestModules()) {
  const states = [...module.children.allTests()].map(test => test.result().state)
  const failures = states.filter(state => state === 'failed').length
  passed += states.filter(state => state === 'passed').length
  // A file that could not be loaded, or whose hooks failed, is a failure too.
  failed += failures === 0 && !module.ok() ? 1 : failures
}
await vitest.close()
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
