import { join } from 'node:path'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { projectRoot } from '../../dev/lib/system.ts'
import { prepare } from './prepare.ts'
import { reportLines, summary } from './report.ts'
import { runStacks } from './run-stacks.ts'

const args = parseArgs({
  usage: 'npm run stacks -- [--orders N] [--seed S] [--json]',
  about:
    'The same events in other stacks: starts the system with the bridge, RabbitMQ,\nan AWS endpoint (moto), NATS JetStream, the Spring Boot and the Python stack,\nsends orders through with duplicates forced at every hop, and compares what each\nstack has seen with what the owners of the data say.',
  options: {
    orders: { type: 'number', value: 'N', help: 'orders in the wave', default: 500, min: 20 },
    seed: { type: 'number', value: 'S', help: 'the same seed gives the same orders', default: 1 },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)
const log = (line: string) => process.stderr.write(`${line}\n`)

await runCommand(async signal => {
  await prepare(log)
  signal.throwIfAborted()
  const dataDir = join(projectRoot, '.data', 'stacks')
  const outcome = await runStacks({ orders: args.orders, seed: args.seed, dataDir, log, signal })
  for (const line of reportLines(outcome)) say(line)
  result(summary(outcome))
  return summary(outcome).mismatches === 0 ? 0 : 1
})
