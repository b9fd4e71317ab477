import { createOutput, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { readCostModel, writeCostModel } from './model/kept.ts'
import { readMeasured } from './model/measured.ts'
import { predict } from './model/predict.ts'
import { usage } from './options.ts'
import { reckon } from './reckon.ts'
import { blocksOf } from './report.ts'

const args = parseArgs(usage)
const { say, result } = createOutput(args)

await runCommand(async () => {
  if (!/^[1-9]\d{0,8}(,[1-9]\d{0,8})*$/.test(args.rates)) {
    process.stderr.write('--rates takes orders a second, such as 1000,10000.\n')
    return 2
  }
  if (args.write) await writeCostModel()
  const kept = await readCostModel()
  const compared = await Promise.all(args.words.map(readMeasured))
  const sessions = compared.length > 0 ? compared.map(each => predict(kept, each)) : kept.sessions
  const reckoned = await reckon(args)
  for (const lines of blocksOf({ ...kept, sessions }, reckoned)) say(`${lines.join('\n')}\n`)
  result({ ...kept, sessions, ...reckoned })
  return 0
})
