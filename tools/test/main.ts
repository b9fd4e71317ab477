import { join } from 'node:path'
import { startVitest } from 'vitest/node'
import { projectRoot } from '../lib/system.ts'

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
let failed = 0
for (const module of vitest.state.getTestModules()) {
  for (const test of module.children.allTests()) {
    const { state } = test.result()
    if (state === 'passed') passed++
    else if (state === 'failed') failed++
  }
}
const broken = vitest.state.getTestModules().filter(module => !module.ok()).length
const unhandled = vitest.state.getUnhandledErrors().length
await vitest.close()
if (unhandled > 0 || (broken > 0 && failed === 0)) failed += Math.max(unhandled, broken)
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
