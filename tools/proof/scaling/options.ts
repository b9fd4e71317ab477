import { jsonOption } from '../../dev/lib/args.ts'

export const usage = {
  usage:
    'node tools/run.mjs scaling [FILE…] [--rates N,…] [--lines N] [--replication N] [--utilisation PERCENT] [--write] [--json]',
  about:
    'What limits first at so many orders a second, and what that takes: reckoned from\nwhat the bench measured. FILEs are results of `bench --json --replicas 1,2,4`, to\nbe compared with what the simulation says of such runs.',
  words: true,
  options: {
    rates: {
      type: 'string',
      value: 'N,…',
      help: 'orders a second',
      default: '1000,10000,100000,1000000',
    },
    lines: { type: 'number', value: 'N', help: 'products in an order', default: 2, min: 1, max: 100 },
    replication: { type: 'number', value: 'N', help: 'copies of a record', default: 3, min: 1, max: 9 },
    utilisation: {
      type: 'number',
      value: 'PERCENT',
      help: 'of what one can do, how much is used',
      default: 60,
      min: 1,
      max: 100,
    },
    'postgres-cores': { type: 'number', value: 'N', help: 'of one server', default: 32, min: 1 },
    'postgres-wal': {
      type: 'number',
      value: 'MB',
      help: 'write-ahead log a second of one server',
      default: 200,
      min: 1,
    },
    'postgres-connections': { type: 'number', value: 'N', help: 'of one server', default: 500, min: 12 },
    'broker-cores': { type: 'number', value: 'N', help: 'of one broker', default: 8, min: 1 },
    'broker-bytes': {
      type: 'number',
      value: 'MB',
      help: 'that one broker writes a second',
      default: 100,
      min: 1,
    },
    cell: { type: 'number', value: 'N', help: 'orders a second of a cell', default: 100_000, min: 1 },
    write: { type: 'boolean', help: 'reckon docs/performance/cost-model.json anew, as the bench does' },
    ...jsonOption,
  },
} as const
