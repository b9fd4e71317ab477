import { createConfig, lintFromString } from '@redocly/openapi-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everyService, type ServiceRoutes } from './every-service.ts'

interface Operation {
  readonly operationId: string
  readonly security: readonly object[]
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly description?: string }>>
}

let services: readonly ServiceRoutes[]
let documents: ReadonlyMap<string, string>
beforeAll(async () => {
  services = await everyService()
  documents = new Map(
    await Promise.all(
      services.map(async ({ service, app }) => [service, (await app.inject('/docs/json')).body] as const),
    ),
  )
}, 60_000)
afterAll(() => Promise.all(services.map(({ app }) => app.close())))

const operations = (service: string) =>
  Object.values<Record<string, Operation>>(JSON.parse(documents.get(service) as string).paths).flatMap(
    Object.values<Operation>,
  )

test("redocly's recommended rules find nothing", async () => {
  // The license is the repository's: a service is not handed out.
  const config = await createConfig({ extends: ['recommended'], rules: { 'info-license': 'off' } })
  for (const [service, source] of documents) {
    const found = await lintFromString({ source, config })
    expect(found.map(({ ruleId, location }) => [service, ruleId, location[0]?.pointer])).toEqual([])
  }
})

test('each operation has a name of its own, and each refusal is described once', () => {
  for (const service of documents.keys()) {
    const ids = operations(service).map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter(id => !/^(is|get|list|place|cancel|adjust|redrive|release)[A-Z]/.test(id))).toEqual([])
    for (const { operationId, responses } of operations(service))
      for (const [status, { $ref }] of Object.entries(responses))
        if (Number(status) >= 400 && operationId !== 'isReady')
          expect($ref).toMatch(/^#\/components\/responses\/[A-Z]/)
  }
})

test('no pattern has surrogates, which other languages refuse', () => {
  for (const source of documents.values()) expect(source).not.toContain('ud800')
})

describe('an operation says who may use it and every answer that can come', () => {
  const ofAll = ['400', '408', '417', '431', '500', '503']
  test.each([
    ['order', 'placeOrder', ['orders:write', 'orders'], ['202', '401', '403', '409', '413', '415', '429']],
    ['order', 'getOrder', ['orders:read', 'orders'], ['200', '401', '403', '404', '414', '429']],
    [
      'order',
      'cancelOrder',
      ['orders:write', 'orders'],
      ['202', '401', '403', '404', '409', '413', '414', '429'],
    ],
    ['payment', 'getBalances', ['ledger:read'], ['200', '401', '403', '429']],
    ['reporting', 'getPageConfig', [], ['200', '403', '429']],
    ['shipping', 'isLive', [], ['200']],
  ])('%s %s', (service, id, scopes, statuses) => {
    const operation = operations(service).find(({ operationId }) => operationId === id)
    expect(operation?.security).toEqual(scopes.map(scope => ({ token: [scope] })))
    expect(Object.keys(operation?.responses ?? {})).toEqual([...ofAll, ...statuses].sort())
  })
})
