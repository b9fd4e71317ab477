import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Contract, contracts } from '@orderflow/events'
import { describe, expect, test } from 'vitest'
import { bridge, services } from '../lib/services.ts'
import { pageName } from './catalogue/event-page.ts'
import { banner } from './catalogue/markdown.ts'
import { conformanceFiles } from './conformance/index.ts'
import { driftBetween, driftedDocuments, render } from './documents.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const documents = await render(services)
const overview = 'deploy/grafana/dashboards/overview.json'
const index = documents.get('docs/events/README.md') ?? ''

describe('the generated documents', () => {
  test('have not drifted', async () => {
    expect((await driftedDocuments()).map(({ path }) => path)).toEqual([])
  })

  test('drift with what a service consumes', async () => {
    const deaf = services.map(service =>
      service.name === 'shipping' ? { ...service, consumes: {} } : service,
    )
    const drifted = (await driftedDocuments(deaf)).map(({ path }) => path)
    expect(drifted).toEqual(
      expect.arrayContaining([
        'docs/events/README.md',
        'docs/events/asyncapi.json',
        'docs/events/payment-captured.md',
        'docs/saga.md',
      ]),
    )
    expect(drifted).not.toContain('docs/events/stock-reserved.md')
  })

  test('leave no file of what is gone, but every one that a person wrote', () => {
    const onDisk = new Map([
      ...documents,
      ['docs/events/order-forgotten.md', `${banner}\n\n# OrderForgotten\n`],
      ['docs/events/notes.md', '# Notes\n'],
      ['deploy/grafana/dashboards/service-forgotten.json', documents.get(overview) ?? ''],
      ['deploy/grafana/dashboards/of-my-own.json', '{}'],
    ])
    expect(driftBetween(documents, onDisk)).toEqual([
      { path: 'docs/events/order-forgotten.md', text: undefined },
      { path: 'deploy/grafana/dashboards/service-forgotten.json', text: undefined },
    ])
  })

  test("are an index, an AsyncAPI document, a page for every event, one of each version of the saga, the live page's map and what it reads, the pacts, how it grows, dashboards, what Kubernetes is told, what Backstage is, what Grafana imports, OpenAPI documents, requests, what k6 runs, and conformance vectors", () => {
    const pages = Object.values<Contract>(contracts).map(contract => `docs/events/${pageName(contract)}`)
    expect([...documents.keys()]).toEqual([
      'docs/events/README.md',
      'docs/events/asyncapi.json',
      ...pages,
      'docs/saga.md',
      'docs/saga-2.md',
      'packages/live-page/web/generated/topology.ts',
      'packages/live-page/web/generated/answers.ts',
      'docs/contracts/pact.md',
      'docs/scaling.md',
      overview,
      'deploy/grafana/dashboards/saga.json',
      'deploy/grafana/dashboards/messaging.json',
      ...services.map(({ name }) => `deploy/grafana/dashboards/service-${name}.json`),
      'deploy/grafana/import/overview.json',
      ...services.map(({ name }) => `deploy/k8s/generated/${name}/kustomization.yaml`),
      'deploy/k8s/generated/kafka-topics.yaml',
      'deploy/k8s/generated/kafka-users.yaml',
      'deploy/k8s/generated/prometheus-rules.yaml',
      'deploy/k8s/generated/kustomization.yaml',
      'catalog-info.yaml',
      ...services.map(({ name }) => `docs/openapi/${name}.json`),
      'docs/requests/http-client.env.json',
      ...services.map(({ name }) => `docs/requests/${name}.http`),
      'docs/requests/orders.k6.ts',
      ...conformanceFiles().keys(),
    ])
  })
})

describe.each(Object.values<Contract>(contracts))('$type', contract => {
  const versions = [contract, ...contract.older]

  test('stands in the index with who publishes and who consumes it', () => {
    const [, cells = ''] = new RegExp(`^\\| \\[${contract.type}\\](.*)$`, 'm').exec(index) ?? []
    const [, , , publishers = '', consumers = ''] = cells.split('|').map(cell => cell.trim())
    const publishing = [...services, bridge].filter(({ publishes }) => contract.type in publishes)
    const consuming = services.filter(({ topics }) => versions.some(({ topic }) => topics.includes(topic)))
    expect(names(publishers)).toEqual(publishing.map(({ name }) => name))
    expect(names(consumers).sort()).toEqual(consuming.map(({ name }) => name).sort())
  })
})

const names = (cell: string) => (cell === 'none yet' ? [] : cell.split(/, | and /))

test.each([...documents.keys()].filter(path => path.endsWith('.md')))(
  'the links of %s lead to files',
  path => {
    const targets = [...(documents.get(path) ?? '').matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, target]) => target ?? '',
    )
    const files = targets
      .filter(target => !target.startsWith('https://'))
      .map(target => join(dirname(path), target))
    const missing = files.filter(file => !documents.has(file) && !existsSync(join(root, file)))
    expect(missing).toEqual([])
  },
)
