import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { prometheusFolder } from './files.ts'
import { debianPrometheus, installed } from './installed.ts'

describe.skipIf(!installed('promtool', '--version', debianPrometheus))('promtool', () => {
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, {
      cwd: prometheusFolder,
      encoding: 'utf8',
    })
    return { status, said: `${stdout}${stderr}` }
  }

  test.each(['prometheus.yml', 'host.yml'])('takes %s and the rules that it names', file => {
    const { status, said } = run('check', 'config', file)
    expect(status, said).toBe(0)
    expect(said.match(/\d+ rules found/g)?.length).toBe(readdirSync(join(prometheusFolder, 'rules')).length)
  })

  test.each(readdirSync(join(prometheusFolder, 'tests')))('finds that %s holds', file => {
    const { status, said } = run('test', 'rules', `tests/${file}`)
    expect(status, said).toBe(0)
  })
})
