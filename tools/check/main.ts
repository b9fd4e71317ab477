import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '../lib/system.ts'

/** Every check of the sources, each of which runs even when one before it failed. */
const checks = [
  {
    name: 'format and lint',
    command: 'node_modules/.bin/biome',
    args: ['check', '--error-on-warnings', '.'],
  },
  { name: 'types', command: 'node_modules/.bin/tsc', args: ['-p', 'tsconfig.json'] },
  { name: 'generated files', command: process.execPath, args: ['tools/generate/main.ts', '--check'] },
  { name: 'contract compatibility', command: process.execPath, args: ['tools/contracts-check/main.ts'] },
]

let failed = 0
for (const { name, command, args } of checks) {
  const started = Date.now()
  const { status } = spawnSync(command.startsWith('/') ? command : join(projectRoot, command), args, {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) failed++
  process.stdout.write(
    `${status === 0 ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`,
  )
}
process.exit(failed === 0 ? 0 : 1)
