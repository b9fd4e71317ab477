import { userInfo } from 'node:os'
import { sessionSettings } from '@orderflow/messaging/database'
import pg from 'pg'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { whereIs } from '../../dev/lib/endpoints.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { erase } from './erase.ts'
import { receipt } from './receipt.ts'

const usage = 'npm run erase -- CUSTOMER [--by NAME] [--json]'
const args = parseArgs({
  usage,
  about:
    "Forgets a customer of the running system: deletes the only row that has the customer's id. Orders, events and sums stay, under a pseudonym of which nobody can tell whose it was.",
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

await runCommand(async () => {
  const [customerId, ...more] = args.words
  if (customerId === undefined || more.length > 0) {
    process.stderr.write(`Say whom to erase. Usage: ${usage}\n`)
    return 2
  }
  const { databaseUrl } = await whereIs('orders')
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'erase',
    options: sessionSettings,
  })
  client.on('error', () => {}) // whoever is querying gets the same error
  await client.connect()
  try {
    const erasure = await erase(client, customerId, args.by ?? userInfo().username)
    for (const line of receipt(erasure)) say(line)
    result(erasure)
    return 0
  } finally {
    await client.end()
  }
})
