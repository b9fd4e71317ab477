// Starts the system of another commit, whose copy is at `node host.ts FOLDER DATA_DIR [reading]`, with that copy's own
// modules; says where it is in one line of JSON, and stops it when standard input ends.
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Where `startSystem` is, or was. */
const places = ['tools/dev/lib/system.ts', 'tools/lib/system.ts']

const [folder = '', dataDir = '', reading] = process.argv.slice(2)
const file = places.map(place => join(folder, place)).find(path => existsSync(path))
if (file === undefined) throw new Error(`No system can be started in ${folder}: it has none of ${places}.`)
const { startSystem, freePorts } = await import(pathToFileURL(file).href)

const system = await startSystem({
  dataDir,
  fresh: true,
  ports: freePorts,
  without: reading === undefined ? ['reporting'] : [],
  postgresSettings: { track_commit_timestamp: 'on' },
  log: (line: string) => process.stderr.write(`${line}\n`),
})
const endpoints = JSON.stringify(system.endpoints())
// Its own audit looks for it here.
await mkdir(join(dataDir, 'run'), { recursive: true })
await writeFile(join(dataDir, 'run', 'endpoints.json'), endpoints, { mode: 0o600 })
process.stdout.write(`${endpoints}\n`)

process.stdin.resume().on('end', async () => {
  await system.stop()
  process.exit(0)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {}) // the other end says when
