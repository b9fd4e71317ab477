import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { guardFolder } from './guard.ts'
import { withLock } from './pid-file.mjs'

/**
 * The flags with which Java takes what it has once made of Kafka's classes, kept beside the jars: class data sharing
 * (JEP 350). A broker starts with 1.9 s of processor time in place of 3.1, and its storage is formatted with 0.65 s in
 * place of 1.1; the archive takes 8 s, once. Two who lack it at once: one writes it, the other waits.
 *
 * @param jar one of the jars: Java takes an archive only for jars of that path and time
 * @param java what it says of itself: each build has an archive of its own
 * @param write has Kafka started and stopped in this folder, and Java write the archive into this file as it ends
 * @returns none where it cannot be written: Java does without
 */
export async function sharedClasses(
  jar: string,
  java: string,
  write: (folder: string, archive: string) => Promise<unknown>,
): Promise<string[]> {
  const identity = [java, jar, statSync(jar).mtimeMs].join('\n')
  const name = `classes-${createHash('sha256').update(identity).digest('hex').slice(0, 16)}.jsa`
  const kept = join(dirname(jar), name)
  try {
    if (!existsSync(kept)) await withLock(`${kept}.lock`, () => written(kept, write))
    return [`-XX:SharedArchiveFile=${kept}`]
  } catch {
    return []
  }
}

async function written(kept: string, write: (folder: string, archive: string) => Promise<unknown>) {
  if (existsSync(kept)) return
  const folder = await mkdtemp(join(tmpdir(), 'orderflow-classes-'))
  const release = guardFolder(folder)
  const archive = join(folder, 'classes.jsa')
  const unfinished = `${kept}.unfinished`
  try {
    await write(folder, archive)
    await copyFile(archive, unfinished)
    await rename(unfinished, kept)
  } finally {
    await rm(unfinished, { force: true })
    await rm(folder, { recursive: true, force: true })
    release()
  }
}
