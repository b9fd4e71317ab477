// `prepack` of a package: compiles its sources into `dist`, with types and source maps. Plain JavaScript that any Node
// runs, since pnpm calls it. Within the repository nobody uses `dist`: there the sources run as they are. With `--check` it
// writes nothing: types that only hold here are found before anyone packs them.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const folder = process.cwd()
const checksOnly = process.argv[2] === '--check'
const [source, dist] = [join(folder, 'src'), join(folder, 'dist')]

// npm leaves `catalog:` and `workspace:` in the manifest, which nobody else can install.
if (!checksOnly && process.env.npm_config_user_agent?.startsWith('npm/')) {
  console.error('Pack with pnpm: npm leaves versions in the manifest that only this repository understands.')
  process.exit(1)
}

const settings = {
  extends: join(root, 'tsconfig.base.json'),
  compilerOptions: {
    noEmit: checksOnly,
    declaration: true,
    sourceMap: true,
    inlineSources: true,
    allowImportingTsExtensions: checksOnly,
    rewriteRelativeImportExtensions: true,
    rootDir: source,
    outDir: dist,
    typeRoots: [join(root, 'node_modules/@types')],
  },
  include: [source],
  exclude: ['**/*.test.ts', '**/*.fixture.ts', 'testing'].map(pattern => join(source, pattern)),
}

if (!checksOnly) rmSync(dist, { recursive: true, force: true })
const temporary = mkdtempSync(join(tmpdir(), 'pack-'))
writeFileSync(join(temporary, 'tsconfig.json'), JSON.stringify(settings))
const tsc = join(root, 'node_modules/typescript/bin/tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', temporary], { stdio: 'inherit' })
rmSync(temporary, { recursive: true })
if (status !== 0 || checksOnly) process.exit(status ?? 1)
// What is JavaScript already, and the types written beside it.
for (const file of readdirSync(source)) {
  if (/\.(d\.mts|mjs)$/.test(file)) cpSync(join(source, file), join(dist, file))
}
