import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * The repository as it stands here, changes that are not committed included, in a folder of its own: a clone, with
 * its history, in which everything is committed.
 */
export function copyOf(root: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'orderflow-guide-')), 'orderflow')
  git(root, 'clone', '--quiet', '--shared', '.', copy)
  const changed = git(root, 'ls-files', '-z', '--modified', '--others', '--exclude-standard')
  for (const path of changed.split('\0').filter(path => path !== '')) {
    if (!existsSync(join(root, path))) {
      git(copy, 'rm', '--quiet', '--ignore-unmatch', path)
      continue
    }
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    cpSync(join(root, path), join(copy, path))
  }
  git(copy, 'add', '--all')
  const author = ['-c', 'user.name=guide', '-c', 'user.email=guide@localhost']
  git(copy, ...author, 'commit', '--quiet', '--allow-empty', '--message', 'what is not committed')
  const kafka = join(root, '.cache', 'kafka')
  mkdirSync(join(copy, '.cache'))
  if (existsSync(kafka)) symlinkSync(kafka, join(copy, '.cache', 'kafka')) // fetched once
  return copy
}

function git(folder: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`)
  return stdout
}
