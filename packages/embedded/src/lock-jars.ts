// Rewrites kafka/jars.sha256 from what kafka/pom.xml resolves to. Run it after a change of the pom with
// `node_modules/.bin/node packages/embedded/src/lock-jars.ts`, read the difference, commit both.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LOCK_FILE } from './jar-cache.mjs'
import { runMaven, sha256 } from './jars.ts'

const folder = await mkdtemp(join(tmpdir(), 'orderflow-jars-'))
try {
  await runMaven(folder, console.log)
  const names = (await readdir(folder)).sort()
  const lines = await Promise.all(names.map(async name => `${await sha256(join(folder, name))}  ${name}\n`))
  await writeFile(LOCK_FILE, lines.join(''))
  console.log(`Wrote ${names.length} checksums to ${LOCK_FILE}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
