import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { jarFolder, jarsAreCached, LOCK_FILE, parseLock, SIZES_FILE } from './jar-cache.mjs'
import { ensureKafkaJars, verifyJars } from './jars.ts'
import { temporaryFolder } from './testing/tools.ts'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('what Maven brought', () => {
  const sum = createHash('sha256').update('bytes').digest('hex')
  const lock = parseLock(`${sum}  a-1.jar\n${sum}  b-2.jar\n`)
  const bring = (name: string, content: string) => writeFileSync(join(folder, name), content)

  test('is accepted if it is what the lock names', async () => {
    bring('a-1.jar', 'bytes')
    bring('b-2.jar', 'bytes')
    await expect(verifyJars(folder, lock)).resolves.toEqual({ 'a-1.jar': 5, 'b-2.jar': 5 })
  })

  test('is refused with other bytes', async () => {
    bring('a-1.jar', 'bytes')
    bring('b-2.jar', 'bites')
    await expect(verifyJars(folder, lock)).rejects.toMatchObject({
      code: 'JAR_CHECKSUM',
      message: expect.stringContaining('b-2.jar'),
    })
  })

  test('is refused with a jar missing', async () => {
    bring('a-1.jar', 'bytes')
    await expect(verifyJars(folder, lock)).rejects.toThrow('did not bring b-2.jar')
  })

  test('is refused with a jar that nobody named', async () => {
    bring('a-1.jar', 'bytes')
    bring('b-2.jar', 'bytes')
    bring('c-3.jar', 'bytes')
    await expect(verifyJars(folder, lock)).rejects.toThrow('c-3.jar')
  })
})

describe('the cache', () => {
  const names = [...parseLock(readFileSync(LOCK_FILE, 'utf8')).keys()]
  const jar = () => join(jarFolder(folder), names[0]!)
  beforeEach(() => {
    mkdirSync(jarFolder(folder))
    for (const name of names) writeFileSync(join(jarFolder(folder), name), 'jar')
    const sizes = Object.fromEntries(names.map(name => [name, 3]))
    writeFileSync(join(jarFolder(folder), SIZES_FILE), JSON.stringify(sizes))
  })

  test('is used when all jars are there', () => expect(jarsAreCached(folder)).toBe(true))

  test('is fetched again when a jar was cut short', () => {
    writeFileSync(jar(), 'j')
    expect(jarsAreCached(folder)).toBe(false)
  })

  test('is elsewhere where it cannot be written', async () => {
    const cache = join(jar(), 'cache')
    await expect(ensureKafkaJars(cache)).rejects.toMatchObject({
      code: 'CACHE_UNWRITABLE',
      message: expect.stringContaining(`${cache}, which cannot be written (ENOTDIR): name another folder`),
    })
  })

  test('is fetched again when a jar is gone', () => {
    rmSync(jar())
    expect(jarsAreCached(folder)).toBe(false)
  })
})
