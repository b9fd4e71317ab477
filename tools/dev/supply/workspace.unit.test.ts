import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { services } from '../lib/services.ts'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

describe('the workflow on GitHub', () => {
  interface Job {
    readonly 'timeout-minutes'?: number
    readonly permissions?: object
    readonly needs?: readonly string[]
    readonly steps: readonly { readonly uses?: string; readonly run?: string }[]
  }
  const text = read('.github/workflows/ci.yml')
  const jobs: Readonly<Record<string, Job>> = parse(text).jobs

  test('runs .ci/run, and gives it 90 minutes', () => {
    const running = Object.values(jobs).filter(({ steps }) => steps.some(({ run }) => run === '.ci/run'))
    expect(running.map(job => job['timeout-minutes'])).toEqual([90])
    expect(existsSync(new URL('../../../.ci/run', import.meta.url))).toBe(true)
  })

  test.each(Object.entries(jobs))(
    '%s has an end, no more rights than it names, and waits for what there is',
    (_, job) => {
      expect(job['timeout-minutes']).toBeGreaterThan(0)
      expect(job.permissions).toBeDefined()
      expect((job.needs ?? []).filter(name => !(name in jobs))).toEqual([])
      expect(job.steps.filter(step => (step.uses === undefined) === (step.run === undefined))).toEqual([])
    },
  )

  test('names each action by a commit, and says its version', () => {
    const used = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action)
    expect(used.length).toBeGreaterThan(0)
    expect(
      used.filter(action => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? '')),
    ).toEqual([])
  })
})

test('the dev container has what the commands need, and forwards the page', () => {
  const { features, forwardPorts } = JSON.parse(read('.devcontainer/devcontainer.json'))
  expect(features).toMatchObject({
    'ghcr.io/devcontainers/features/node:1': { version: '24' },
    'ghcr.io/devcontainers/features/java:1': { installMaven: true },
  })
  const page = services.find(({ name }) => name === 'reporting')?.port
  expect(forwardPorts).toContain(page)
})
