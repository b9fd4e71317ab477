import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { domainFolder, eventCatalogDomain, ownerPage } from '../generate/joins/eventcatalog.ts'
import { openApiDocuments } from '../generate/joins/openapi.ts'
import { UsageError } from '../lib/args.ts'
import { services as allServices, type ServiceFacts } from '../lib/services.ts'

const root = new URL('../../../', import.meta.url)
const configFile = 'eventcatalog.config.js'
const config = `export default {
  cId: 'orderflow',
  title: 'Orderflow',
  organizationName: 'Orderflow',
  output: 'static',
}
`

/** What builds a catalogue, in the version that was tried. */
const manifest = `${JSON.stringify(
  {
    name: 'orderflow-catalogue',
    private: true,
    type: 'module',
    scripts: { dev: 'eventcatalog dev', build: 'eventcatalog build' },
    dependencies: { '@eventcatalog/core': '3.48.4' },
  },
  null,
  2,
)}\n`

/**
 * Writes this system into a catalogue of EventCatalog, in the place of what is there of it. An empty folder, or one that is not
 * there, becomes one, with what builds it.
 * @throws UsageError for a folder of something else, which stays as it is
 * @returns the number of files, and whether the catalogue is new
 */
export async function writeEventCatalog(
  folder: string,
  services: readonly ServiceFacts[] = allServices,
): Promise<{ files: number; isNew: boolean }> {
  const isNew = !existsSync(join(folder, configFile))
  if (isNew && existsSync(folder) && (await readdir(folder)).length > 0)
    throw new UsageError(
      `${folder} is not empty, and no catalogue, which has a ${configFile}: name another folder.`,
    )
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'))
  const files = eventCatalogDomain(services, await openApiDocuments(services, version), version)
  await rm(join(folder, domainFolder), { recursive: true, force: true })
  const team = existsSync(join(folder, ownerPage[0])) ? [] : [ownerPage]
  for (const [path, text] of [...files, ...team]) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  if (isNew) {
    await writeFile(join(folder, configFile), config)
    await writeFile(join(folder, 'package.json'), manifest)
  }
  return { files: files.size, isNew }
}
