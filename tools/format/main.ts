import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '../lib/system.ts'

/** Formats all sources and mends what the linter can mend safely. */
const { status } = spawnSync(join(projectRoot, 'node_modules/.bin/biome'), ['check', '--write', '.'], {
  cwd: projectRoot,
  stdio: 'inherit',
})
process.exit(status ?? 1)
