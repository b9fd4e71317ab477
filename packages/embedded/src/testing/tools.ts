import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { jarsAreCached } from '../jar-cache.mjs'
import { findJava, findMaven } from '../toolchain.mjs'

export const cacheDir = fileURLToPath(new URL('../../../../.cache/kafka', import.meta.url))

/** Where Docker does this work, Java may be missing: then there is nothing to test. */
export const kafkaRunsHere = !('code' in findJava()) && (jarsAreCached(cacheDir) || !('code' in findMaven()))

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'orderflow-embedded-'))

/** Polls until the condition holds; the test's own timeout is the limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20)
}
