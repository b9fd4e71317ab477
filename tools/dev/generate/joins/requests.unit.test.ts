import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everyService, type ServiceRoutes } from '../../../proof/http/every-service.ts'
import { services } from '../../lib/services.ts'
import { type OpenApi, openApiDocuments } from './openapi.ts'
import { requestsOf } from './requests.ts'

let apps: readonly ServiceRoutes[]
let documents: ReadonlyMap<string, OpenApi>
beforeAll(async () => {
  apps = await everyService()
  documents = await openApiDocuments(services, '0')
})
afterAll(() => Promise.all(apps.map(({ app }) => app.close())))

describe.each(services)('the requests to $name', facts => {
  const document = () => documents.get(facts.name) as OpenApi

  test('are one for each operation', () => {
    const operations = Object.values(document().paths).flatMap(each => Object.values(each))
    expect(requestsOf(document(), facts).map(({ name }) => name)).toEqual(
      operations.map(({ operationId }) => operationId),
    )
  })

  test('have nothing that is refused before something is asked: there is nothing behind these routes', async () => {
    const app = apps.find(({ service }) => service === facts.name)?.app
    const refused = [400, 404, 405, 415, 422]
    const ending = requestsOf(document(), facts).filter(({ name }) => name !== 'getStream')
    for (const { name, method, path, body } of ending) {
      const url = path.replace('{{orderId}}', '01')
      const answer = await app?.inject({ method: method as 'GET', url, payload: body as object })
      expect([name, refused.includes(answer?.statusCode ?? 404)]).toEqual([name, false])
    }
  })
})

test('a field that nobody has said anything about is named', () => {
  const document = structuredClone(documents.get('inventory') as OpenApi)
  const schema = document.components.schemas.AdjustStockRequest as { properties: object; required: string[] }
  Object.assign(schema.properties, { approver: { type: 'string' } })
  schema.required.push('approver')
  expect(() => requestsOf(document, { name: 'inventory', topics: [] })).toThrow(
    'what a request has as approver',
  )
})
