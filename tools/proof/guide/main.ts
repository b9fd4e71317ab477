import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from '../../dev/lib/args.ts'
import { projectRoot } from '../../dev/lib/system.ts'
import { copyOf } from './copy.ts'
import { guides } from './guides.ts'
import { applied, type Step, stepsOf } from './steps.ts'

const { keep, words } = parseArgs({
  usage: `node tools/run.mjs guide [--keep] [${Object.keys(guides).join('|')}]...`,
  about:
    'Follows the guides of CONTRIBUTING.md to the letter, each in a copy of the repository:\nevery command must succeed. All guides unless told; some minutes each.',
  words: true,
  options: { keep: { type: 'boolean', help: 'leave the copies, and say where they are' } },
})

const markdown = readFileSync(join(projectRoot, 'CONTRIBUTING.md'), 'utf8')
try {
  for (const [name, heading] of Object.entries(guides)) {
    if (words.length === 0 || words.includes(name)) follow(heading)
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}

function follow(heading: string): void {
  process.stdout.write(`${heading}\n`)
  const copy = copyOf(projectRoot)
  try {
    for (const step of stepsOf(markdown, heading)) take(step, copy)
  } finally {
    if (keep) process.stdout.write(`  ${copy}\n`)
    else rmSync(dirname(copy), { recursive: true, force: true })
  }
}

function take(step: Step, copy: string): void {
  if ('change' in step) {
    const file = join(copy, step.change.path)
    writeFileSync(file, applied(readFileSync(file, 'utf8'), step.change))
    process.stdout.write(`✓ change ${step.change.path}\n`)
    return
  }
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync('bash', ['-c', step.command], { cwd: copy, encoding: 'utf8' })
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  process.stdout.write(`${status === 0 ? '✓' : '✗'} ${step.command} (${seconds} s)\n`)
  if (status === 0) return
  process.stderr.write(`${`${stdout}${stderr}`.split('\n').slice(-100).join('\n')}\n`)
  throw new Error(`GUIDE_BROKEN: \`${step.command}\` fails where CONTRIBUTING.md says it.`)
}
