import { userInfo } from 'node:os'
import { createInterface } from 'node:readline'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { withDatabase } from '../with-database.ts'
import { erase } from './erase.ts'
import { receipt } from './receipt.ts'

const usage = 'npm run erase -- [CUSTOMER] [--by NAME] [--json]'
const args = parseArgs({
  usage,
  about:
    "Forgets a customer of the running system: deletes the only row that has the customer's id, which is read from standard input unless it is given. Orders, events and sums stay, under a pseudonym of which nobody can tell whose it was.",
  words: true,
  options: {
    by: {
      type: 'string',
      value: 'NAME',
      help: 'who erases, for the record; who runs the command unless told',
    },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)

function misused(sentence: string): 2 {
  process.stderr.write(`${sentence} Usage: ${usage}\n`)
  return 2
}

/** The first line of standard input, which no history, log or list of processes has; empty if there is none. */
async function lineOfInput(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write("The customer's id: ")
  for await (const line of createInterface({ input: process.stdin })) return line
  return ''
}

await runCommand(async () => {
  const by = args.by ?? userInfo().username
  if (by.trim() === '') return misused('Say who erases.')
  const [word = '-', ...more] = args.words
  const typed = word !== '-'
  const customerId = typed ? word : await lineOfInput()
  if (customerId === '' || more.length > 0) return misused('Say whom to erase, one customer.')
  return withDatabase('orders', 'erase', async client => {
    const erasure = await erase(client, customerId, by)
    for (const line of receipt(erasure, typed)) say(line)
    result(erasure)
    return 0
  })
})
