/**
 * The package's generated files alone, for a repository that has adopted it: writes them, or with `--check` names
 * those that have drifted and exits 1.
 */
import { drifted, generate } from './generate.ts'

const check = process.argv.includes('--check')
for (const name of await (check ? drifted() : generate())) {
  console.log(`${check ? 'drifted' : 'wrote'} ${name}`)
  if (check) process.exitCode = 1
}
