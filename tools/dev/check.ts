import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from './lib/args.ts'

const { fix } = parseArgs({
  usage: 'npm run check -- [--fix]',
  about:
    'Checks the sources: generated files, format, lint, imports, types, links and excerpts\nof the pages, locks of the migrations, compatibility of the contracts.',
  options: {
    fix: {
      type: 'boolean',
      help: 'format, repair what the linter can repair safely, and write the generated files anew',
    },
  },
})

// Nothing of the packages is imported here: while generated files are missing, they do not load.
const projectRoot = fileURLToPath(new URL('../../', import.meta.url))

const packed = ['embedded', 'event-contracts', 'messaging', 'service-kit']

/** Every check of the sources, each of which runs even when one before it failed. */
const checks: readonly { name: string; command: string; args: readonly string[]; folder?: string }[] = [
  {
    name: 'generated files',
    command: process.execPath,
    args: ['tools/dev/generate/main.ts', ...(fix ? [] : ['--check'])],
  },
  {
    name: 'format and lint',
    command: 'node_modules/.bin/biome',
    args: ['check', fix ? '--write' : '--error-on-warnings', '.'],
  },
  { name: 'imports', command: process.execPath, args: ['tools/dev/imports/main.ts'] },
  {
    name: 'types',
    command: 'node_modules/.bin/tsc',
    // What did not change since the last time is not looked at again.
    args: ['-p', 'tsconfig.json', '--incremental', '--tsBuildInfoFile', '.cache/types.tsbuildinfo'],
  },
  {
    name: 'types of the live page',
    command: 'node_modules/.bin/tsc',
    args: ['-p', 'packages/live-page/web'],
  },
  ...packed.map(name => ({
    name: `types of ${name}, packed`,
    command: process.execPath,
    args: [join(projectRoot, 'tools/dev/pack/build.mjs'), '--check'],
    folder: `packages/${name}`,
  })),
  {
    name: 'pages',
    command: process.execPath,
    args: ['tools/dev/pages/main.ts', ...(fix ? ['--fix'] : [])],
  },
  { name: 'migrations', command: process.execPath, args: ['tools/dev/migrations/main.ts'] },
  {
    name: 'contract compatibility',
    command: process.execPath,
    args: ['tools/proof/contracts-check/main.ts'],
  },
]

let failed = 0
for (const { name, command, args, folder = '' } of checks) {
  const started = Date.now()
  const { status } = spawnSync(command.startsWith('/') ? command : join(projectRoot, command), args, {
    cwd: join(projectRoot, folder),
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) failed++
  process.stdout.write(
    `${status === 0 ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`,
  )
}
process.exit(failed === 0 ? 0 : 1)
