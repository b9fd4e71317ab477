import { afterAll, beforeAll, expect, test } from 'vitest'
import { everyService, type ServiceRoutes } from './every-service.ts'

let services: readonly ServiceRoutes[]
beforeAll(async () => {
  services = await everyService()
}, 60_000)
afterAll(() => Promise.all(services.map(({ app }) => app.close())))

test('every route that changes something takes an Idempotency-Key, and says so', async () => {
  const documents = await Promise.all(
    services.map(async ({ service, app }) => ({ service, ...(await app.inject('/docs/json')).json() })),
  )
  const commands = documents.flatMap(({ service, paths }) =>
    Object.entries<Record<string, { parameters?: { name: string; required: boolean }[] }>>(paths).flatMap(
      ([path, operations]) =>
        Object.entries(operations)
          .filter(([method]) => !['get', 'head', 'options'].includes(method))
          .map(([method, { parameters = [] }]) => {
            const key = parameters.find(({ name }) => name === 'idempotency-key')
            return { command: `${service} ${method} ${path}`, key: key && { required: key.required } }
          }),
    ),
  )
  const routes = services.flatMap(service =>
    service.routes.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(String(method))),
  )
  expect(commands).toHaveLength(routes.length)
  expect(commands.map(({ command }) => command)).toEqual(
    expect.arrayContaining(['order post /orders', 'inventory post /products/{productId}/adjust']),
  )
  for (const { command, key } of commands)
    expect({ command, key }).toEqual({ command, key: { required: false } })
})
