import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sharedClasses } from './kafka-classes.ts'
import { temporaryFolder } from './testing/tools.ts'

const base = temporaryFolder()
const jar = join(base, 'kafka.jar')
writeFileSync(jar, '')
afterAll(() => rmSync(base, { recursive: true }))

let written = 0
const write = async (folder: string, archive: string) => {
  written++
  mkdirSync(join(folder, 'broker-1'))
  writeFileSync(archive, 'classes')
}
const taken = [expect.stringMatching(/^-XX:SharedArchiveFile=.*\/classes-\w{16}\.jsa$/)]
const archives = () => readdirSync(base).filter(name => name !== 'kafka.jar' && !name.includes('.lock'))

test('are written once for each Java and each jar, however many ask', async () => {
  const both = await Promise.all([1, 2].map(() => sharedClasses(jar, 'Java 17.0.1', write)))
  expect(both).toEqual([taken, taken])
  expect(written).toBe(1)
  await sharedClasses(jar, 'Java 17.0.2', write)
  utimesSync(jar, 1, 1)
  await sharedClasses(jar, 'Java 17.0.2', write)
  expect([written, archives().length]).toEqual([3, 3])
})

test('are done without where they cannot be written', async () => {
  const before = archives()
  expect(await sharedClasses(jar, 'Java 25', () => Promise.reject(new Error('it does not start')))).toEqual(
    [],
  )
  expect(await sharedClasses(jar, 'Java 25', async () => {})).toEqual([])
  expect(archives()).toEqual(before)
  expect(await sharedClasses(jar, 'Java 25', write)).toEqual(taken)
})
