import { checkContracts, reportLines } from '@orderflow/event-contracts/check'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { projectRoot } from '../../dev/lib/system.ts'

/** Where Orderflow's contracts are. */
const places = {
  root: projectRoot,
  schemas: 'schemas',
  golden: 'packages/events/golden',
  exceptions: 'packages/events/exceptions.json',
}

const args = parseArgs({
  usage: 'npm run contracts:check -- [--base REV] [--json]',
  about:
    'Refuses changes of schemas that old consumers or old events would not survive, and\nconstructs that validators of other languages read differently.',
  options: {
    base: {
      type: 'string',
      value: 'REV',
      help: 'compare with this revision, not with main, the last release or the publication',
    },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)

await runCommand(async () => {
  const { report, says } = await checkContracts(places, {
    ...(args.base !== undefined && { base: args.base }),
    portable: true,
  })
  for (const line of reportLines(report, says, places.exceptions)) say(line)
  result(report)
  return report.compatible ? 0 : 1
})
