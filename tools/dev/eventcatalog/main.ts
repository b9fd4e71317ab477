import { parseArgs } from '../lib/args.ts'
import { runCommand } from '../lib/run-command.ts'
import { writeEventCatalog } from './write.ts'

const usage = 'node tools/run.mjs eventcatalog FOLDER'
const args = parseArgs({
  usage,
  about:
    'Writes this system into a catalogue of EventCatalog, as its domain orderflow: services, events and topics in all\n' +
    'versions, databases. An empty folder becomes one.',
  words: true,
  options: {},
})

await runCommand(async () => {
  const [folder, ...more] = args.words
  if (folder === undefined || more.length > 0) {
    process.stderr.write(`Name one folder. Usage: ${usage}\n`)
    return 2
  }
  const { files, isNew } = await writeEventCatalog(folder)
  const next = isNew ? ' Build it there: npm install, npx eventcatalog build.' : ''
  process.stdout.write(`Wrote ${files} files into ${folder}/domains/orderflow.${next}\n`)
  return 0
})
