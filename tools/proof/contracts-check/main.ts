import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { projectRoot } from '../../dev/lib/system.ts'
import { checkContracts } from './contracts-check.ts'
import { reportLines } from './report.ts'

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
  const { report, says } = await checkContracts(projectRoot, args.base)
  for (const line of reportLines(report, says)) say(line)
  result(report)
  return report.compatible ? 0 : 1
})
