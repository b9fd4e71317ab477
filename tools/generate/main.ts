/** Writes every generated file; with `--check` writes nothing, names the files that have drifted and exits 1. */
import { drifted, generate } from '../../packages/event-contracts/scripts/generate.ts'
import { missingGolden, recordGolden } from './golden.ts'

if (process.argv.includes('--check')) {
  const names = await drifted()
  for (const name of names) console.error(`${name} has drifted from schemas/: run npm run generate`)
  const topics = missingGolden()
  for (const topic of topics) console.error(`${topic} has no golden event: run npm run generate`)
  const sound = names.length + topics.length === 0
  if (sound) console.log('generated files are up to date')
  process.exitCode = sound ? 0 : 1
} else {
  const names = await generate()
  for (const name of names) console.log(`wrote ${name}`)
  const topics = await recordGolden()
  for (const topic of topics) console.log(`recorded a golden event of ${topic}`)
  if (names.length + topics.length === 0) console.log('generated files are up to date')
}
