import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { MessagingError } from '../errors.ts'

/** One numbered step of a database's schema. */
export interface Migration {
  /** `messaging`: whose tables these are. */
  readonly namespace: string
  /** 1, 2, 3 …, without gaps. */
  readonly number: number
  /** `messaging/0001_inbox.sql`: what the database records. */
  readonly name: string
  readonly sql: string
  /** SHA-256 of the text, the same for both kinds of line ending. */
  readonly checksum: string
}

const fileName = /^(\d{4})_[a-z0-9][a-z0-9_-]*\.sql$/
const transactionControl = /^\s*(BEGIN|START\s+TRANSACTION|COMMIT|ROLLBACK)(\s+(WORK|TRANSACTION))?\s*;/im

/**
 * Reads a folder of `0001_name.sql` files in order. Its namespace is the name, without scope, in the
 * `package.json` beside the folder, or else the name of the folder's parent.
 *
 * @throws MessagingError `MIGRATION_INVALID`: a name that does not fit, a gap, a number used twice, or a
 * file that ends the transaction it runs in.
 */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const namespace = await namespaceOf(directory)
  const files = (await readdir(directory)).filter(name => name.endsWith('.sql')).sort()
  return Promise.all(
    files.map(async (file, index) => {
      const found = fileName.exec(file)?.[1]
      const name = `${namespace}/${file}`
      if (found === undefined) throw invalid(name, 'is not named like 0001_inbox.sql; rename it')
      if (Number(found) !== index + 1)
        throw invalid(
          name,
          `has the number ${found} where ${String(index + 1).padStart(4, '0')} is due; numbers have no gaps and none occurs twice`,
        )
      const sql = (await readFile(join(directory, file), 'utf8')).replaceAll('\r\n', '\n')
      if (transactionControl.test(sql))
        throw invalid(name, 'begins or ends a transaction; remove that, each file runs inside one already')
      const checksum = createHash('sha256').update(sql).digest('hex')
      return { namespace, number: index + 1, name, sql, checksum }
    }),
  )
}

async function namespaceOf(directory: string): Promise<string> {
  const parent = dirname(resolve(directory))
  const manifest = join(parent, 'package.json')
  if (!existsSync(manifest)) return basename(parent)
  const { name } = JSON.parse(await readFile(manifest, 'utf8')) as { name?: string }
  return name?.split('/').at(-1) ?? basename(parent)
}

function invalid(name: string, why: string): MessagingError {
  return new MessagingError('MIGRATION_INVALID', `The migration ${name} ${why}.`)
}
