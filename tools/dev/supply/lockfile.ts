import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'

/** A package of the lockfile. */
export interface Locked {
  readonly name: string
  readonly version: string
  /** What its tarball hashes to; without one it can be another tomorrow. */
  readonly integrity?: string | undefined
  /** It comes from a URL or a git repository, not from the registry. */
  readonly elsewhere: boolean
  /** In its maintainers' words why it should be used no more. */
  readonly deprecated?: string | undefined
  /** Need not be installed: it is for another system, say. */
  readonly optional: boolean
}

interface Entry {
  readonly resolution: { readonly integrity?: string; readonly tarball?: string; readonly type?: string }
  readonly deprecated?: string
}

interface Lockfile {
  readonly packages: Readonly<Record<string, Entry>>
  /** One for each set of peers: `ajv-formats@3.0.1(ajv@8.20.0)`. */
  readonly snapshots: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** Every package that `pnpm-lock.yaml` names, whichever system it is for. */
export async function readLockfile(file: string | URL): Promise<Locked[]> {
  const { packages, snapshots } = parse(await readFile(file, 'utf8')) as Lockfile
  const needed = new Set(
    Object.entries(snapshots).flatMap(([key, { optional }]) => (optional ? [] : [key.replace(/\(.*$/, '')])),
  )
  return Object.entries(packages).map(([key, { resolution, deprecated }]) => {
    const at = key.lastIndexOf('@')
    return {
      name: key.slice(0, at),
      version: key.slice(at + 1),
      integrity: resolution.integrity,
      elsewhere: resolution.tarball !== undefined || resolution.type !== undefined,
      deprecated,
      optional: !needed.has(key),
    }
  })
}
