import { checkContracts, reportLines } from '@orderflow/event-contracts/check'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { projectRoot } from '../../dev/lib/system.ts'
import { recordJourneys } from '../journeys/record.ts'
import { changedSince, keep, replayLines, replayRecorded } from '../journeys/recorded.ts'
import { system } from '../simulate/system/index.ts'

/** Where Orderflow's contracts are. */
const places = {
  root: projectRoot,
  schemas: 'schemas',
  golden: 'packages/events/golden',
  exceptions: 'packages/events/exceptions.json',
}

const args = parseArgs({
  usage: 'npm run contracts:check -- [--base REV] [--record N] [--json]',
  about:
    'Refuses changes of schemas that old consumers or old events would not survive,\nconstructs that validators of other languages read differently, and decisions that\nrecorded orders had otherwise.',
  options: {
    base: {
      type: 'string',
      value: 'REV',
      help: 'compare with this revision, not with main, the last release or the publication',
    },
    record: {
      type: 'number',
      value: 'N',
      help: 'record journeys, as they are decided now, as version N of the saga',
      min: 1,
      max: 1_000,
    },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)

await runCommand(async () => {
  if (args.record !== undefined) {
    const journeys = await recordJourneys(args.record, 10_000)
    if (!(await keep(args.record, journeys))) {
      process.stderr.write(
        `Version ${args.record} of the saga is recorded, and stays so: take the next number.\n`,
      )
      return 2
    }
    say(`${journeys.length} journeys are recorded as version ${args.record} of the saga.`)
    return 0
  }
  const { report, says } = await checkContracts(places, {
    ...(args.base !== undefined && { base: args.base }),
    portable: true,
  })
  for (const line of reportLines(report, says, places.exceptions)) say(line)
  const replayed = await replayRecorded(system)
  for (const line of replayLines(replayed)) say(line)
  const recordsChanged = await changedSince(report.base === 'publication' ? 'HEAD' : report.base)
  for (const file of recordsChanged)
    say(`✗ ${file} is not as it was: what is recorded stays, and other journeys get the next number`)
  result({ ...report, replayed, recordsChanged })
  return report.compatible && replayed.differences.length + recordsChanged.length === 0 ? 0 : 1
})
