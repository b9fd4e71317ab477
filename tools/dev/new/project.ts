import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { parse } from 'yaml'
import { packPackages } from '../pack/pack.ts'
import { Refusal } from './draft.ts'

/** The packages that a project is made of, in `packages/`. */
export const liftedPackages = ['event-contracts', 'messaging', 'embedded'] as const

/**
 * Makes a repository of one service, one event and one test, with the packages as they are now, packed in `vendor/`, and
 * installs it.
 *
 * @param directory where; relative to where the command was given
 * @throws Refusal if there is something already, if the name does not fit, or if npm cannot install
 */
export async function newProject(root: string, directory: string): Promise<void> {
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), directory)
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Refusal(`${folder} is not empty: name a folder that is, or none yet.`)
  const name = packageName(basename(folder))
  try {
    await make(root, folder, name)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  process.stdout.write(
    `\n${name} is in ${folder}.\n\nThen\n  cd '${folder.replaceAll("'", "'\\''")}'\n  npm test\n`,
  )
}

async function make(root: string, folder: string, name: string) {
  say(`Packing ${liftedPackages.join(', ')}…`)
  const tarballs = await packPackages(root, liftedPackages, join(folder, 'vendor'))
  cpSync(join(root, 'tools/dev/new/project'), folder, { recursive: true })
  // Under its own name it would hold for the template too.
  renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'))
  for (const file of ['README.md', 'package.json']) {
    const path = join(folder, file)
    writeFileSync(path, readFileSync(path, 'utf8').replace('PROJECT', name))
  }

  say('Installing them…')
  const { catalog } = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'))
  const ours = tarballs.map(path => `file:${relative(folder, path)}`)
  install(folder, [...ours, `typebox@${catalog.typebox}`])
  install(folder, ['--save-dev', `typescript@${catalog.typescript}`, '@types/node@24'])
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const nodes = Object.entries(optionalDependencies).map(([node, version]) => `${node}@${version}`)
  install(folder, ['--save-optional', '--save-exact', ...nodes])
}

/** `A shop` → `a-shop`: npm takes no spaces and no capitals. */
export function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  if (name !== '') return name
  throw new Refusal(`No name for a package can be made of "${folder}": use some letters or digits of ASCII.`)
}

function install(folder: string, args: readonly string[]) {
  const npm = ['install', '--no-audit', '--no-fund', '--loglevel=error', ...args]
  const { status, stderr } = spawnSync('npm', npm, { cwd: folder, encoding: 'utf8' })
  if (status === 0) return
  process.stderr.write(stderr)
  throw new Refusal(`npm could not install ${args.at(-1)}: see above.`)
}

const say = (line: string) => process.stderr.write(`${line}\n`)
