import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ContractFiles, type Exception, readExceptions } from '../compatibility/index.ts'
import { ContractsError } from './contracts-error.ts'
import { git, gitBytes } from './git.ts'
import { contractFolders, isGolden, isSchema, type Places } from './places.ts'

/** Files as they are in the working tree, whether git knows them or not. */
export const filesNow = (places: Places): Promise<ContractFiles> => filesIn(places, 'in the working tree')

/** Files as they are in another folder, which has the same folders in it. */
export async function filesIn(places: Places, where: string): Promise<ContractFiles> {
  const listed = await Promise.all(contractFolders(places).map(folder => pathsIn(places, folder)))
  const paths = [...new Set(listed.flat())]
  const read = paths.map(async path => [path, await readFile(join(places.root, path))] as const)
  return contractFiles(places, new Map(await Promise.all(read)), where)
}

/**
 * The exceptions as they are in the working tree; none without the file.
 *
 * @throws ContractsError `SCHEMA_NOT_JSON`; `EXCEPTION_INVALID`
 */
export async function exceptionsNow({ root, exceptions }: Places): Promise<readonly Exception[]> {
  const bytes = await readFile(join(root, exceptions)).catch(absent)
  return bytes === undefined ? [] : readExceptions(parse(exceptions, bytes, 'in the working tree'))
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

async function pathsIn(places: Places, folder: string): Promise<string[]> {
  const names = (await readdir(join(places.root, folder), { recursive: true }).catch(absent)) ?? []
  const paths = names.map(name => `${folder}/${name.replaceAll('\\', '/')}`).sort()
  return paths.filter(path => isSchema(places, path) || isGolden(places, path))
}

/** Files as they were at a commit. */
export async function filesAt(places: Places, commit: string): Promise<ContractFiles> {
  const { root } = places
  const listed = await git(root, ['ls-tree', '-r', '-z', commit, '--', ...contractFolders(places)])
  const entries = listed.split('\0').flatMap(line => {
    const [, blob, path] = /^\d+ blob (\w+)\t(.*)$/s.exec(line) ?? []
    return blob && path && (isSchema(places, path) || isGolden(places, path)) ? [[path, blob] as const] : []
  })
  const bytes = await readBlobs(
    root,
    entries.map(([, blob]) => blob),
  )
  return contractFiles(
    places,
    new Map(entries.map(([path, blob]) => [path, bytes.get(blob) as Buffer])),
    `at ${commit.slice(0, 7)}`,
  )
}

/**
 * Sorts files by what they are, and parses the schemas. `where` says when or where they are so.
 *
 * @throws ContractsError `SCHEMA_NOT_JSON`
 */
export function contractFiles(
  places: Places,
  files: ReadonlyMap<string, Buffer>,
  where: string,
): ContractFiles {
  const entries = [...files]
  const schemas = entries.filter(([path]) => isSchema(places, path))
  const golden = entries.filter(([path]) => isGolden(places, path))
  return {
    schemas: new Map(schemas.map(([path, bytes]) => [path, parse(path, bytes, where)])),
    golden: new Map(golden.map(([path, bytes]) => [path, bytes.toString('latin1')])),
  }
}

export function parse(path: string, bytes: Buffer, where: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new ContractsError('SCHEMA_NOT_JSON', `${path} ${where} is not JSON: ${(cause as Error).message}`, {
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
