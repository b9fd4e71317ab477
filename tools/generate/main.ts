/** Writes every generated file; with `--check` writes nothing, names the files that have drifted and exits 1. */
import { drifted, generate } from '../../packages/event-contracts/scripts/generate.ts'

if (process.argv.includes('--check')) {
  const names = await drifted()
  for (const name of names) console.error(`${name} has drifted from schemas/: run npm run generate`)
  if (names.length === 0) console.log('generated files are up to date')
  process.exitCode = names.length === 0 ? 0 : 1
} else {
  const names = await generate()
  for (const name of names) console.log(`wrote ${name}`)
  if (names.length === 0) console.log('generated files are up to date')
}
