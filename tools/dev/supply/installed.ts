import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What an installed package says of itself. */
export interface Installed {
  /** An SPDX expression; none if it does not say. */
  readonly license: string | undefined
  /** An install of it runs a program of its own. */
  readonly runsAtInstall: boolean
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string | { readonly type?: string }
  readonly licenses?: readonly { readonly type?: string }[]
  readonly scripts?: Readonly<Record<string, string>>
}

/** Every package that is installed, by `name@version`. */
export async function readInstalled(folder: string | URL): Promise<Map<string, Installed>> {
  const store = join(fileURLToPath(folder), 'node_modules/.pnpm')
  const files = (await readdir(store)).flatMap(entry => manifestOf(join(store, entry, 'node_modules'), entry))
  const packages = await Promise.all(
    files.map(async file => {
      const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest
      const isNative = existsSync(join(dirname(file), 'binding.gyp')) // npm's own rule: it is built
      const installed = { license: licenseOf(manifest), runsAtInstall: isNative || hasScript(manifest) }
      return [`${manifest.name}@${manifest.version}`, installed] as const
    }),
  )
  return new Map(packages)
}

/** The folder `@scope+name@1.0.0_peers` has the package and links to what it needs. */
function manifestOf(folder: string, entry: string): string[] {
  const [name] = /^@?[^@]+/.exec(entry) ?? []
  const file = join(folder, name?.replace('+', '/') ?? '', 'package.json')
  return name !== undefined && existsSync(file) ? [file] : []
}

/** A list of licences is from the time before SPDX expressions; one is meant. */
const licenseOf = ({ license, licenses }: Manifest): string | undefined =>
  typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type)

const hasScript = ({ scripts = {} }: Manifest): boolean =>
  ['preinstall', 'install', 'postinstall'].some(name => scripts[name])
