import { MessagingError } from '@orderflow/messaging/errors'
import { patchRequestQueueTimer } from '@orderflow/messaging/kafkajs'
import { ServiceError } from '@orderflow/service-kit'
import { createOutput, UsageError } from '../../dev/lib/args.ts'
import { readEndpoints } from '../../dev/lib/endpoints.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { isRefused, unreachable } from '../../dev/lib/unreachable.ts'
import { readArgs, usage } from './args.ts'
import { openDeadLetters } from './dead-letters.ts'
import { list } from './list.ts'
import { redrive } from './redrive.ts'
import { show } from './show.ts'

patchRequestQueueTimer()
const args = readArgs()
const commands = { list, show, redrive }

await runCommand(async () => {
  const [word = '', ...ids] = args.words
  if (!Object.hasOwn(commands, word)) {
    process.stderr.write(`Say what to do: list, show or redrive. Usage: ${usage}\n`)
    return 2
  }
  const deadLetters = openDeadLetters(await readEndpoints())
  try {
    return await commands[word as keyof typeof commands]({
      args,
      ids,
      deadLetters,
      output: createOutput(args),
    })
  } catch (error) {
    if (error instanceof UsageError || (error instanceof MessagingError && error.code === 'FILTER_INVALID')) {
      process.stderr.write(`${error.message}\n`)
      return 2
    }
    if (isRefused(error)) throw unreachable(error)
    throw error instanceof MessagingError
      ? new ServiceError(error.code, error.message, { cause: error })
      : error
  } finally {
    await deadLetters.close()
  }
})
