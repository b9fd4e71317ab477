import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot, readRules, readYaml } from './files.ts'

const folder = join(projectRoot, 'docs/runbooks')
const alerts = (await readRules()).filter(({ alert }) => alert !== undefined)
const pageOf = (alert = '') => `${alert.replace(/(?<=.)[A-Z]/g, letter => `-${letter}`).toLowerCase()}.md`
const index = await readFile(join(folder, 'README.md'), 'utf8')

describe.each(alerts)('$alert', ({ alert = '', annotations = {}, labels = {} }) => {
  test('says how bad it is, what has happened, and where to read on', () => {
    expect(labels.severity).toMatch(/^(critical|warning)$/)
    expect(annotations.summary).toBeTruthy()
    expect(annotations.description).toBeTruthy()
    expect(annotations.runbook_url).toBe(`docs/runbooks/${pageOf(alert)}`)
  })

  test('has a page that answers what a person asks who is woken up by it', async () => {
    const page = await readFile(join(folder, pageOf(alert)), 'utf8')
    expect(page).toMatch(new RegExp(`^# ${alert}\n\n\\*\\*Severity\\*\\* ${labels.severity}\\.`))
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual(['What it means', 'Look', 'Do', 'Over when'])
    expect(index).toMatch(
      new RegExp(`^\\| \\[${alert}\\]\\(${pageOf(alert)}\\) +\\| ${labels.severity} `, 'm'),
    )
  })
})

test('no page is without its alert, but those of which the index says so', async () => {
  const pages = (await readdir(folder)).filter(name => name !== 'README.md')
  const [, planned = ''] = /^Without an alert: (.*)$/m.exec(index) ?? []
  const without = [...planned.matchAll(/\]\(([^)]+)\)/g)].map(([, page]) => page)
  expect(pages.sort()).toEqual([...alerts.map(({ alert }) => pageOf(alert)), ...without].sort())
})

test('each alert is tried where it fires, and where it does not', async () => {
  interface Cases {
    tests: { alert_rule_test?: { alertname: string; exp_alerts: object[] }[] }[]
  }
  const names = await readdir(join(projectRoot, 'deploy/prometheus/tests'))
  const files = await Promise.all(names.map(name => readYaml<Cases>(`deploy/prometheus/tests/${name}`)))
  const cases = files.flatMap(({ tests }) => tests.flatMap(({ alert_rule_test: tried = [] }) => tried))
  for (const { alert } of alerts) {
    const tried = cases.filter(({ alertname }) => alertname === alert)
    expect(
      tried.some(({ exp_alerts: fires }) => fires.length > 0),
      `${alert} fires`,
    ).toBe(true)
    expect(
      tried.some(({ exp_alerts: fires }) => fires.length === 0),
      `${alert} does not fire`,
    ).toBe(true)
  }
})
