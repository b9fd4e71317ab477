import { jsonOption } from '../../dev/lib/args.ts'

export const usage = {
  usage:
    'npm run bench -- [--quick] [--only NAME] [--against COMMIT] [--rounds N] [--minutes N] [--rate N] [--replicas N,… [--cpu-limit PERCENT]] [--write] [--json]',
  about:
    'Measures what this machine can do at best, what the system does on it, and what others do,\nin turns, each on real servers with fresh data. Nothing else should run meanwhile.',
  options: {
    quick: { type: 'boolean', help: 'one small round: shows that all is correct, not how fast it is' },
    only: {
      type: 'string',
      value: 'NAME',
      help: 'only the scenarios whose name begins so; soak, scaling and overload run only so',
    },
    against: {
      type: 'string',
      value: 'COMMIT',
      help: 'by turns with a copy of another commit, and with all peers; --only picks what is compared',
    },
    rounds: { type: 'number', value: 'N', help: 'of which the median counts', default: 3, min: 1, max: 20 },
    minutes: { type: 'number', value: 'N', help: 'how long the soak takes', default: 20, min: 1, max: 1_440 },
    rate: {
      type: 'number',
      value: 'N',
      help: 'orders a second in the soak; half of what the system can do if not given',
      min: 1,
    },
    replicas: {
      type: 'string',
      value: 'N,…',
      help: 'only http-64 with so many processes of each service, by turns: 1,2,4',
    },
    'cpu-limit': {
      type: 'number',
      value: 'PERCENT',
      help: 'with --replicas: each process of a service has so much of one processor (Linux, root)',
      min: 1,
      max: 100,
    },
    'kafka-client': {
      type: 'string',
      value: 'NAME',
      help: 'what the services speak to Kafka with: kafkajs or platformatic',
      default: 'kafkajs',
    },
    'plain-kafka': { type: 'boolean', help: 'no TLS and no accounts on Kafka: what they cost' },
    write: {
      type: 'boolean',
      help: 'write docs/performance/figures.md and its pictures; with --only scaling, soak or costs, or with --replicas, that part; with --against, docs/performance/against.md',
    },
    ...jsonOption,
  },
} as const
