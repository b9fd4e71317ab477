import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { orderToEnd, type Shop } from '../shop.ts'

/** What nobody else on the machine may read, and nobody at all in a log. */
export function secrets(running: () => { readonly shop: Shop }) {
  let shop: Shop
  /** Every file beside the servers' own, of which the names of those that hold what is secret are known. */
  let files: readonly { readonly name: string; readonly mode: number; readonly text: string }[]
  let secret: readonly (readonly [name: string, value: string])[]
  beforeAll(async () => {
    shop = running().shop
    await orderToEnd(shop, 'c-secrets', 'prod-1')
    files = await filesIn(shop.dataDir)
    const { postgres, issuer } = shop.endpoints()
    const authorization = await shop.orders.authorization?.()
    secret = Object.entries({
      "the superuser's password": postgres.password,
      "the issuer's secret": issuer?.clientSecret ?? '',
      'a token': authorization?.replace(/^Bearer /, '') ?? '',
      ...Object.fromEntries(
        Object.entries(shop.databaseUrls).map(([name, url]) => [`${name}'s password`, new URL(url).password]),
      ),
    })
  })

  test('is there to be looked for', () => {
    expect(files.map(({ name }) => name)).toContain('order.log')
    expect(secret.filter(([, value]) => value.length < 16)).toEqual([])
  })

  test('is in no log', () => {
    const found = files
      .filter(({ name }) => name.endsWith('.log'))
      .flatMap(({ name, text }) =>
        secret.filter(([, value]) => text.includes(value)).map(([what]) => `${name}: ${what}`),
      )
    expect(found).toEqual([])
  })

  test('is in no file that others may read', () => {
    const others = 0o077
    const open = files.filter(
      ({ mode, text }) =>
        (mode & others) !== 0 &&
        (text.includes('PRIVATE KEY') || secret.some(([, value]) => text.includes(value))),
    )
    expect(open.map(({ name }) => name)).toEqual([])
  })
}

async function filesIn(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const read = entries
    .filter(entry => entry.isFile())
    .map(async ({ parentPath, name }) => {
      const path = join(parentPath, name)
      const [{ mode }, text] = await Promise.all([stat(path), readFile(path, 'utf8')])
      return { name, mode, text }
    })
  return await Promise.all(read)
}
