import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Authorization } from './bearer.ts'
import { endpointsFile, writeOwn } from './endpoints.ts'

/** Often enough for a token of a day, of which another is fetched at half of its life. */
const everyMs = 60 * 60_000

/** What `curl -H @.run/authorization` reads: the operator's header, or nothing where nobody is asked for one. */
export const authorizationFile = () => join(dirname(endpointsFile()), 'authorization')

/** Writes the file, and again before its token ends. Returns what removes it. */
export async function keepAuthorization(
  authorization: Authorization | undefined,
  file = authorizationFile(),
): Promise<() => Promise<void>> {
  const write = async () => {
    await writeOwn(file, authorization === undefined ? '' : `Authorization: ${await authorization()}\n`)
  }
  await write()
  // One that fails is made up for by the next.
  const timer = setInterval(() => void write().catch(() => {}), everyMs)
  return async () => {
    clearInterval(timer)
    await rm(file, { force: true })
  }
}
