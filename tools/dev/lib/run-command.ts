import { sentenceOf } from './sentence.ts'

/**
 * A command's outermost part. `work` gets a signal that Ctrl-C and SIGTERM abort, stops what it has started,
 * and returns the exit status. An error that a person can act on is a sentence, any other one has its stack; a second Ctrl-C ends at once,
 * and the guards of the servers end them.
 */
export async function runCommand(work: (signal: AbortSignal) => Promise<number>): Promise<never> {
  const stopping = new AbortController()
  // Ctrl-C also ends a reader such as `npm start | tee log`: what cannot be shown must not keep from stopping in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  let status = 0
  const interrupt = (signal: NodeJS.Signals) => {
    if (stopping.signal.aborted) process.exit(status)
    status = signal === 'SIGINT' ? 130 : 143
    process.stderr.write('\nStopping…\n')
    stopping.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  try {
    const result = await work(stopping.signal)
    process.exit(status || result)
  } catch (error) {
    if (stopping.signal.aborted) process.exit(status)
    process.stderr.write(`${sentenceOf(error) ?? (error instanceof Error ? error.stack : String(error))}\n`)
    process.exit(1)
  }
}
