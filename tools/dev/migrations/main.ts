import { readdir, readFile } from 'node:fs/promises'
import { loadModule } from 'libpg-query'
import { obstaclesIn } from './locks.ts'

/** Migrations up to this one were applied before there was this check, and are held by their checksums. */
const appliedBefore: Readonly<Record<string, number>> = {
  'packages/messaging': 9,
  'services/inventory': 8,
  'services/order': 11,
  'services/payment': 6,
  'services/reporting': 3,
  'services/shipping': 2,
}

await loadModule()
let found = 0
for (const parent of ['packages', 'services']) {
  for (const name of await readdir(parent)) {
    const folder = `${parent}/${name}/migrations`
    const files = (await readdir(folder).catch(() => [])).filter(file => file.endsWith('.sql')).sort()
    for (const file of files) {
      if (Number.parseInt(file, 10) <= (appliedBefore[`${parent}/${name}`] ?? 0)) continue
      for (const { line, table, why } of obstaclesIn(await readFile(`${folder}/${file}`, 'utf8'))) {
        found++
        process.stderr.write(`${folder}/${file}:${line} (${table}) ${why}\n`)
      }
    }
  }
}
if (found > 0) {
  process.stderr.write(
    'Where it is meant so, say why right before the statement: -- locks: the table is small.\n',
  )
  process.exit(1)
}
