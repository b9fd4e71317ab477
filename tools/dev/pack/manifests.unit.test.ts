import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const packages = new URL('../../../packages/', import.meta.url)
const manifests = readdirSync(packages).map(
  name => JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), 'utf8')) as Manifest,
)

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string>>
  readonly engines?: object
  readonly scripts?: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly publishConfig?: { readonly exports: object; readonly bin?: object }
}

const packed = manifests.filter(({ publishConfig }) => publishConfig !== undefined)

test.each(packed.map(manifest => [manifest.name, manifest] as const))(
  'what %s exports here it exports when it is packed, the helpers of its own tests aside',
  (_, { exports, bin, publishConfig, engines, scripts }) => {
    const inDist = (source: string) => source.replace('./src/', './dist/').replace(/\.ts$/, '')
    const compiled = Object.entries(exports)
      .filter(([entry]) => !entry.startsWith('./testing/'))
      .map(([entry, source]) => {
        const file = inDist(source)
        return [entry, { types: `${file}.d.ts`, default: `${file}.js` }]
      })
    expect(publishConfig?.exports).toEqual(Object.fromEntries(compiled))
    const programs = bin && Object.entries(bin).map(([name, source]) => [name, `${inDist(source)}.js`])
    expect(publishConfig?.bin).toEqual(programs && Object.fromEntries(programs))
    expect(engines).toEqual({ node: '>=22.15' })
    expect(scripts?.prepack).toBe('node ../../tools/dev/pack/build.mjs')
  },
)
