import { join } from 'node:path'
import { startVitest } from 'vitest/node'
import { parseArgs } from '../lib/args.ts'
import { projectRoot } from '../lib/system.ts'
import { endedOf } from './ended.ts'
import { fileLine, kinds, usualKinds } from './lines.ts'
import { Progress } from './progress.ts'

const {
  words,
  kind,
  name,
  slowest: shown,
} = parseArgs({
  usage: 'npm test -- [WORD…] [--kind KIND] [--name TEXT] [--slowest N]',
  about:
    'Runs all tests, or the files whose path contains one of the words: unit\n' +
    'tests first, then those with a real broker and database, then those of the\n' +
    'whole system. Only with --kind long those that take longest for what few\n' +
    'changes touch, with --kind browser those in a browser, and with --kind clients\n' +
    'those with clients of other languages.\n' +
    'The last line is a count that machines can read.',
  words: true,
  options: {
    kind: {
      type: 'strings',
      value: 'KIND',
      help: `only ${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}; may be given twice`,
    },
    name: { type: 'string', value: 'TEXT', help: 'only tests whose name matches this regular expression' },
    slowest: { type: 'number', value: 'N', help: 'show the N files that took longest', default: 0 },
  },
})

// Every test of a service, a command or a whole system starts processes: what was compiled once is not compiled again.
process.env.NODE_COMPILE_CACHE ??= join(projectRoot, 'node_modules/.cache/node')

const vitest = await startVitest('test', [...words], {
  root: projectRoot,
  config: join(projectRoot, 'vitest.config.ts'),
  watch: false,
  reporters: [new Progress()],
  project: kind.length > 0 ? [...kind] : [...usualKinds],
  ...(name !== undefined && { testNamePattern: name }),
})
const files = vitest.state.getTestModules().map(endedOf)
const sum = (what: 'passed' | 'failed') => files.reduce((all, file) => all + file[what], 0)
const [passed, failed] = [sum('passed'), sum('failed') + vitest.state.getUnhandledErrors().length]
await vitest.close()
const longest = files.toSorted((a, b) => b.seconds - a.seconds).slice(0, shown)
for (const file of longest) process.stdout.write(`${fileLine(file)}\n`)
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
