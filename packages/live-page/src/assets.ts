import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'

/** A file as the browser gets it. */
export interface Asset {
  readonly type: string
  readonly body: Buffer
  /** As in the header: with its quotes. */
  readonly etag: string
}

export interface Assets {
  /** The page itself. */
  readonly page: Asset
  /** The hash of the import map, which stands in the page, for its Content-Security-Policy. */
  readonly importMapHash: string
  /** By path below `/assets/`. */
  readonly files: ReadonlyMap<string, Asset>
}

const webFolder = fileURLToPath(new URL('../web/', import.meta.url))

/** Packages that the page imports by name, and where they are served. */
const packages = {
  htm: 'vendor/htm.js',
  'htm/preact': 'vendor/htm-preact.js',
  preact: 'vendor/preact.js',
  'preact/hooks': 'vendor/preact-hooks.js',
  '@preact/signals': 'vendor/preact-signals.js',
  '@preact/signals-core': 'vendor/preact-signals-core.js',
  oauth4webapi: 'vendor/oauth4webapi.js',
} as const

/** Fetched only when somebody signs in: as large as the rest of the page. */
const later: readonly string[] = [packages.oauth4webapi]

const font = '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'

/**
 * All that the page consists of, read once: its TypeScript with the types taken out (line and column stay the same),
 * its styles, and the packages that it uses. Nothing is bundled, and nothing comes from another host.
 */
export async function loadAssets(): Promise<Assets> {
  const names = (await readdir(webFolder, { recursive: true })).filter(isServed).sort()
  const own = names.map(async name => [name, await ownAsset(name)] as const)
  const others = Object.entries(packages).map(async ([name, path]) => {
    return [path, asset('.js', withoutSourceMap(await readFile(pathOf(name), 'utf8')))] as const
  })
  const letters = ['vendor/inter.woff2', asset('.woff2', await readFile(pathOf(font)))] as const
  const files = new Map([...(await Promise.all([...own, ...others])), letters])
  return { ...(await pageWith(names)), files }
}

const isServed = (name: string) => /\.(ts|css|svg)$/.test(name) && !name.endsWith('.test.ts')

const pathOf = (specifier: string) => fileURLToPath(import.meta.resolve(specifier))

/** The maps are not served. */
const withoutSourceMap = (script: string) => script.replace(/^\/\/# sourceMappingURL=.*$/m, '')

async function ownAsset(name: string): Promise<Asset> {
  const text = await readFile(webFolder + name, 'utf8')
  return name.endsWith('.ts') ? asset('.js', stripTypeScriptTypes(text)) : asset(name, text)
}

/** The page with its styles, its import map, and its modules, so that the browser asks for all of them at once. */
async function pageWith(names: readonly string[]) {
  const imports = Object.fromEntries(
    Object.entries(packages).map(([name, path]) => [name, `/assets/${path}`]),
  )
  const importMap = JSON.stringify({ imports })
  const modules = [...names.filter(name => name.endsWith('.ts')), ...Object.values(packages)].filter(
    name => !later.includes(name),
  )
  const head = [
    ...names
      .filter(name => name.endsWith('.css'))
      .map(name => `<link rel="stylesheet" href="/assets/${name}" />`),
    `<link rel="preload" href="/assets/vendor/inter.woff2" as="font" type="font/woff2" crossorigin />`,
    `<script type="importmap">${importMap}</script>`,
    ...modules.map(name => `<link rel="modulepreload" href="/assets/${name}" />`),
    '<script type="module" src="/assets/main.ts"></script>',
  ]
  const text = await readFile(`${webFolder}index.html`, 'utf8')
  return {
    page: asset(
      '.html',
      text.replace('<!-- assets -->', () => head.join('\n    ')),
    ),
    importMapHash: createHash('sha256').update(importMap).digest('base64'),
  }
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

function asset(name: string, content: string | Buffer): Asset {
  const body = Buffer.from(content)
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { type: types[name.split('.').at(-1) as string] as string, body, etag }
}
