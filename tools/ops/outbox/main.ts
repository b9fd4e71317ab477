import { createOutput, UsageError } from '../../dev/lib/args.ts'
import { readEndpoints } from '../../dev/lib/endpoints.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { isRefused, unreachable } from '../../dev/lib/unreachable.ts'
import { readArgs, usage } from './args.ts'
import { list } from './list.ts'
import { openOutboxes } from './outboxes.ts'
import { release } from './release.ts'
import { shards } from './shards.ts'
import { show } from './show.ts'

const args = readArgs()
const commands = { list, show, release, shards }

await runCommand(async () => {
  const [word = '', ...ids] = args.words
  if (!Object.hasOwn(commands, word)) {
    process.stderr.write(`Say what to do: list, show, release or shards. Usage: ${usage}\n`)
    return 2
  }
  const outboxes = openOutboxes(await readEndpoints())
  try {
    const output = createOutput(args)
    return await commands[word as keyof typeof commands]({ args, ids, outboxes, output })
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n`)
      return 2
    }
    throw isRefused(error) ? unreachable(error) : error
  } finally {
    await outboxes.close()
  }
})
