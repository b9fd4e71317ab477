import { jsonOption } from '../lib/args.ts'

export const usage = {
  usage: 'npm run bench -- [--quick] [--only NAME] [--rounds N] [--write] [--json]',
  about:
    'Measures what this machine can do at best, what the system does on it, and what others do,\nin turns, each on real servers with fresh data. Nothing else should run meanwhile.',
  options: {
    quick: { type: 'boolean', help: 'one small round: shows that all is correct, not how fast it is' },
    only: { type: 'string', value: 'NAME', help: 'only the scenarios whose name begins so' },
    rounds: { type: 'number', value: 'N', help: 'of which the median counts', default: 3, min: 1, max: 20 },
    write: { type: 'boolean', help: 'write docs/performance.md and its pictures from the result' },
    ...jsonOption,
  },
} as const
