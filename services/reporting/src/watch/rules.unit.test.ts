import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readRules } from './rules.ts'

const folder = mkdtempSync(join(tmpdir(), 'orderflow-rules-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  [
    'expr: stddev(up)',
    'own.yml: TooOdd: "stddev(up)" in "stddev(up)" is nothing that reporting can evaluate',
  ],
  ['expr: "up["', 'own.yml: TooOdd: "up[" in "up[" is no PromQL.'],
  ['expr: up, keep_firing_for: 5m', '"keep_firing_for" is nothing that reporting knows of a rule'],
  ['expr: up, for: soon', '"for: soon" is to be like 1m'],
  [
    'expr: up, labels: { team: "{{ $labels.job }}" }',
    'the label team is a template, which reporting does not fill in',
  ],
  ['expr: up, annotations: { summary: "{{ $labels.a | title }}" }', 'nothing that reporting can write'],
])('a rule with "%s" stops the start, by name', (rest, why) => {
  writeFileSync(join(folder, 'own.yml'), `groups: [{ name: own, rules: [{ alert: TooOdd, ${rest} }] }]`)
  expect(() => readRules(folder)).toThrow(
    expect.objectContaining({ code: 'ALERT_RULES_INVALID', message: expect.stringContaining(why) }),
  )
})

test('nor is what a group says left out without a word', () => {
  writeFileSync(join(folder, 'own.yml'), 'groups: [{ name: own, query_offset: 1m, rules: [] }]')
  expect(() => readRules(folder)).toThrow(
    'own.yml: group own: "query_offset" is nothing that reporting knows',
  )
})

test('a file without rules has none', () => {
  writeFileSync(join(folder, 'own.yml'), '# later\n')
  expect(readRules(folder)).toEqual({ recordings: [], alerts: [], selectors: [] })
})

test('a folder that is not there is named', () => {
  expect(() => readRules(join(folder, 'none'))).toThrow(
    /ALERT_RULES names the folder .*none, which cannot be read/,
  )
})
