import { checkSnapshot, rebuildBalances } from '@orderflow/payment/ledger'
import type pg from 'pg'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { withDatabase } from '../with-database.ts'
import { ledgerLines, ledgerResult } from './report.ts'

const usage = 'node tools/run.mjs ledger check|rebuild [--json]'
const args = parseArgs({
  usage,
  about:
    "check: folds every stream of the running system's ledger and compares the balances with them.\n" +
    'rebuild: makes the balances anew from the streams, while payments go on, and checks them.',
  words: true,
  options: jsonOption,
})
const { say, result } = createOutput(args)

const commands = {
  check: async (client: pg.Client) => ({ report: await checkSnapshot(client), added: [] }),
  rebuild: async (client: pg.Client) => {
    const { added } = await rebuildBalances(client)
    return { report: await checkSnapshot(client), added }
  },
}

await runCommand(async () => {
  const [word = '', ...more] = args.words
  if (!Object.hasOwn(commands, word) || more.length > 0) {
    process.stderr.write(`Say what to do. Usage: ${usage}\n`)
    return 2
  }
  return withDatabase('payments', 'ledger', async client => {
    const { report, added } = await commands[word as keyof typeof commands](client)
    for (const line of ledgerLines(report, added)) say(line)
    result(ledgerResult(report, added))
    return report.streamFlaws.length + report.balanceFlaws.length === 0 ? 0 : 1
  })
})
