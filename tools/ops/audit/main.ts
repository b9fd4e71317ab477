import { audit, waitUntilSettled } from '@orderflow/audit'
import { patchRequestQueueTimer } from '@orderflow/messaging/kafkajs'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { kafkaOf, postgresUrl, readEndpoints } from '../../dev/lib/endpoints.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { isRefused, unreachable } from '../../dev/lib/unreachable.ts'
import { auditTable, unsettledLine } from './report.ts'

const args = parseArgs({
  usage: 'npm run audit -- [--wait SECONDS] [--allow-dead-letters N] [--json]',
  about: 'Checks the invariants of the whole system over the databases of a running one.',
  options: {
    wait: {
      type: 'number',
      value: 'SECONDS',
      help: 'first let the orders under way end',
      default: 0,
      max: 86_400,
    },
    'allow-dead-letters': {
      type: 'number',
      value: 'N',
      help: 'messages that were poisoned on purpose',
      default: 0,
    },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)
patchRequestQueueTimer()

await runCommand(async () => {
  const endpoints = await readEndpoints()
  const where = { postgresUrl: (database: string) => postgresUrl(endpoints, database) }
  try {
    if (args.wait > 0) {
      const { settled, unsettled } = await waitUntilSettled({ ...where, timeoutMs: args.wait * 1000 })
      if (!settled && unsettled !== undefined) {
        say(`Not settled after ${args.wait} s: ${unsettledLine(unsettled)}.`)
      }
    }
    const report = await audit({
      ...where,
      kafka: kafkaOf(endpoints),
      allowDeadLetters: args['allow-dead-letters'],
    })
    say(auditTable(report))
    result(report)
    return report.violations.length === 0 ? 0 : 1
  } catch (cause) {
    throw isRefused(cause) ? unreachable(cause) : cause
  }
})
