import { readFileSync } from 'node:fs'
import { id } from '@orderflow/service-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unbounded } from './bounds.ts'
import { everyService, type ServiceRoutes } from './every-service.ts'

let services: readonly ServiceRoutes[]
beforeAll(async () => {
  services = await everyService()
}, 60_000)
afterAll(() => Promise.all(services.map(({ app }) => app.close())))

const each = () =>
  services.flatMap(({ service, app, routes }) => routes.map(route => ({ service, app, route })))

test('whatever a client can put into a request has bounds', () => {
  const loose = each().flatMap(({ service, route: { method, url, schema = {} } }) => {
    const named = (schema.params as { properties?: object } | undefined)?.properties ?? {}
    const params = [...url.matchAll(/:(\w+)|\*/g)].map(([all, name]) => name ?? all)
    const parts = [
      ['path', schema.params, false],
      ['query', schema.querystring, false],
      ['header', schema.headers, false],
      ['body', schema.body, true],
    ] as const
    return [
      ...params.filter(name => !(name in named)).map(name => `path/${name}`),
      ...parts.flatMap(([part, one, closed]) => (one ? unbounded(one as object, part, closed) : [])),
    ].map(where => `${service} ${method} ${url} ${where}`)
  })
  expect(each().length).toBeGreaterThan(20)
  expect(loose).toEqual([])
})

test('ids of requests are those of events, for every character but those of direction and lines', () => {
  const { pattern: taken } = id('') as { pattern?: string }
  const path = new URL('../../../schemas/order/created.v2.json', import.meta.url)
  const { pattern: published } = JSON.parse(readFileSync(path, 'utf8')).properties.customerId
  const [ofRequest, ofEvent] = [new RegExp(taken as string, 'u'), new RegExp(published, 'u')]
  const differs: string[] = []
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const character = String.fromCodePoint(code)
    if (/[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/.test(character)) {
      if (ofRequest.test(character)) differs.push(code.toString(16))
    } else if (ofRequest.test(character) !== ofEvent.test(character)) differs.push(code.toString(16))
  }
  expect(differs).toEqual([])
})

const unfit = [
  'a%00b',
  'a%0ab',
  '%c2%85',
  '%e2%80%ae',
  '%e2%80%a8',
  '%7f',
  '%ff',
  '%c0%80',
  '%ed%a0%80',
  '%f4%90%80%80',
  '%zz',
  '%',
]

describe('what no store and no language could hold is 400', () => {
  test('in each part of each path', async () => {
    const answers = each().flatMap(({ service, app, route }) =>
      [...route.url.matchAll(/:\w+|\*/g)].flatMap(({ index, 0: part }) =>
        unfit.map(async value => {
          const url = `${route.url.slice(0, index)}${value}${route.url.slice(index + part.length)}`
          const method = route.method as 'GET' | 'HEAD'
          const { statusCode, json } = await app.inject({ method, url })
          return [service, method, url, statusCode, method === 'HEAD' ? 400 : json().status]
        }),
      ),
    )
    const wrong = (await Promise.all(answers)).filter(
      ([, , , status, said]) => status !== 400 || said !== 400,
    )
    expect(answers.length).toBeGreaterThan(100)
    expect(wrong).toEqual([])
  })

  test('in each parameter of each query', async () => {
    const answers = each().flatMap(({ service, app, route: { method, url, schema } }) => {
      const { properties = {} } = (schema?.querystring ?? {}) as { properties?: object }
      return Object.keys(properties).flatMap(name =>
        unfit.map(async value => {
          const asked = `${url}?${name}=${value}`
          const { statusCode } = await app.inject({ method: method as 'GET', url: asked })
          return [service, asked, statusCode]
        }),
      )
    })
    const wrong = (await Promise.all(answers)).filter(([, , status]) => status !== 400)
    expect(answers.length).toBeGreaterThan(100)
    expect(wrong).toEqual([])
  })
})
