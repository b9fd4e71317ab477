import { join } from 'node:path'
import { dockerAnswers } from '../../../packages/embedded/src/docker.mjs'
import { jarsAreCached } from '../../../packages/embedded/src/jar-cache.mjs'
import { findJava, findMaven } from '../../../packages/embedded/src/toolchain.mjs'

/** What a command that starts Kafka and PostgreSQL lacks, in a sentence; undefined if it lacks nothing. */
export async function missingForServers(root, { dockerWill = false }) {
  const java = findJava()
  const maven = jarsAreCached(join(root, '.cache', 'kafka')) ? undefined : findMaven()
  const missing = [java, maven].find(tool => tool && 'code' in tool)
  if (!missing) return undefined
  return dockerWill && (await dockerAnswers()) ? undefined : missing.message
}
