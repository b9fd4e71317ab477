/** Writes every generated file; with `--check` writes nothing, names the files that have drifted and exits 1. */
import { relative } from 'node:path'
import { checkGenerated, writeGenerated } from '@orderflow/event-contracts/generate'
import { contractFolders, root } from './contract-folders.ts'

const check = process.argv.includes('--check')
const lines = await (check ? drift() : writeAll()).catch(inASentence)
for (const line of lines) (check ? console.error : console.log)(line)
if (lines.length === 0) console.log('generated files are up to date')
process.exitCode = check && lines.length > 0 ? 1 : 0

/** An error with a code names the file and what to write there; where it was thrown helps nobody. */
function inASentence(error: Error): never {
  if (!/^[A-Z]+(_[A-Z]+)+: /.test(error.message)) throw error
  console.error(error.message)
  process.exit(1)
}

/** Golden events and documents are made from the other generated files: they are compared once those are right. */
async function drift(): Promise<string[]> {
  const names = (await checkGenerated(contractFolders)).paths.map(path => relative(root, path))
  if (names.length > 0)
    return names.map(name => `${name} has drifted from schemas/: run npm run check -- --fix`)
  const { missingGolden, driftedDocuments } = await madeFromGenerated()
  const documents = await driftedDocuments()
  return [
    ...missingGolden().map(topic => `${topic} has no golden event: run npm run check -- --fix`),
    ...documents.map(({ path, text }) =>
      text === undefined
        ? `${path} describes nothing that there is: run npm run check -- --fix`
        : `${path} has drifted from what it is made from: run npm run check -- --fix`,
    ),
  ]
}

async function writeAll(): Promise<string[]> {
  const names = (await writeGenerated(contractFolders)).paths.map(path => relative(root, path))
  const { recordGolden, writeDocuments } = await madeFromGenerated()
  const topics = await recordGolden()
  const documents = await writeDocuments()
  return [
    ...names.map(name => `wrote ${name}`),
    ...topics.map(topic => `recorded a golden event of ${topic}`),
    ...documents.map(({ path, text }) => `${text === undefined ? 'removed' : 'wrote'} ${path}`),
  ]
}

/** To be called once the registry, which these import, finds its generated files in place. */
async function madeFromGenerated() {
  return { ...(await import('./golden.ts')), ...(await import('./documents.ts')) }
}
