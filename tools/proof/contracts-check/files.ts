import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ContractFiles, type Exception, readExceptions } from '@orderflow/event-contracts/compatibility'
import { ServiceError } from '@orderflow/service-kit'
import { git, gitBytes } from './git.ts'

const schemasFolder = 'schemas'
const goldenFolder = 'packages/events/golden'

/** The tightenings within a version that were let through, each with its reason. */
export const exceptionsFile = 'packages/events/exceptions.json'

/** The folders with what was promised to consumers. */
export const contractFolders = [schemasFolder, goldenFolder] as const

export const isSchema = (path: string) => path.startsWith(`${schemasFolder}/`) && path.endsWith('.json')
export const isGolden = (path: string) => path.startsWith(`${goldenFolder}/`) && path.endsWith('.json')

/** Files as they are in the working tree, whether git knows them or not. */
export async function filesNow(root: string): Promise<ContractFiles> {
  const listed = await Promise.all(contractFolders.map(folder => pathsIn(root, folder)))
  const read = listed.flat().map(async path => [path, await readFile(join(root, path))] as const)
  return contractFiles(new Map(await Promise.all(read)), 'in the working tree')
}

/**
 * The exceptions as they are in the working tree; none without the file.
 *
 * @throws ServiceError `SCHEMA_NOT_JSON`; `EXCEPTION_INVALID`
 */
export async function exceptionsNow(root: string): Promise<readonly Exception[]> {
  const bytes = await readFile(join(root, exceptionsFile)).catch(absent)
  return bytes === undefined ? [] : readExceptions(parse(exceptionsFile, bytes, 'in the working tree'))
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

async function pathsIn(root: string, folder: string): Promise<string[]> {
  const names = (await readdir(join(root, folder), { recursive: true }).catch(absent)) ?? []
  const paths = names.map(name => `${folder}/${name.replaceAll('\\', '/')}`).sort()
  return paths.filter(path => isSchema(path) || isGolden(path))
}

/** Files as they were at a commit. */
export async function filesAt(root: string, commit: string): Promise<ContractFiles> {
  const listed = await git(root, ['ls-tree', '-r', '-z', commit, '--', ...contractFolders])
  const entries = listed.split('\0').flatMap(line => {
    const [, blob, path] = /^\d+ blob (\w+)\t(.*)$/s.exec(line) ?? []
    return blob && path && (isSchema(path) || isGolden(path)) ? [[path, blob] as const] : []
  })
  const bytes = await readBlobs(
    root,
    entries.map(([, blob]) => blob),
  )
  return contractFiles(
    new Map(entries.map(([path, blob]) => [path, bytes.get(blob) as Buffer])),
    `at ${commit.slice(0, 7)}`,
  )
}

/**
 * Sorts files by what they are, and parses the schemas. `where` says when or where they are so.
 *
 * @throws ServiceError `SCHEMA_NOT_JSON`
 */
export function contractFiles(files: ReadonlyMap<string, Buffer>, where: string): ContractFiles {
  const entries = [...files]
  const schemas = entries.filter(([path]) => isSchema(path))
  const golden = entries.filter(([path]) => isGolden(path))
  return {
    schemas: new Map(schemas.map(([path, bytes]) => [path, parse(path, bytes, where)])),
    golden: new Map(golden.map(([path, bytes]) => [path, bytes.toString('latin1')])),
  }
}

function parse(path: string, bytes: Buffer, where: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new ServiceError('SCHEMA_NOT_JSON', `${path} ${where} is not JSON: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/** The bytes of blobs, by their ids, in one call of git. */
export async function readBlobs(
  root: string,
  blobs: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const unique = [...new Set(blobs)]
  if (unique.length === 0) return new Map()
  const output = await gitBytes(root, ['cat-file', '--batch'], `${unique.join('\n')}\n`)
  let from = 0
  return new Map(
    unique.map(blob => {
      const end = output.indexOf('\n', from)
      const size = Number(output.toString('utf8', from, end).split(' ')[2])
      from = end + 1 + size + 1
      return [blob, output.subarray(end + 1, end + 1 + size)]
    }),
  )
}
