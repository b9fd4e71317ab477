// The set-up of another release, whose copy is at `node set-up.ts FOLDER`, with that copy's own modules. Where brokers and databases
// are comes as JSON on standard input; the last line of the output is the URL that each service connects with.
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'

const [folder = ''] = process.argv.slice(2)
const from = (path: string) => import(pathToFileURL(join(folder, path)).href)
const { setUp } = await from('tools/dev/lib/set-up.ts')
const { createLogger } = await from('packages/service-kit/src/index.ts')
const logger = createLogger({ service: 'setup', level: 'error' })
process.stdout.write(`${JSON.stringify(await setUp({ ...JSON.parse(await text(process.stdin)), logger }))}\n`)
