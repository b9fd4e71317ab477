import { runInNewContext } from 'node:vm'
import { beforeAll, expect, test } from 'vitest'
import { everyService } from '../../../proof/http/every-service.ts'
import { services } from '../../lib/services.ts'
import { k6Script } from './k6.ts'
import { openApiDocuments } from './openapi.ts'

interface Script {
  readonly options: { readonly thresholds: Readonly<Record<string, readonly string[]>> }
  readonly placeOrder: () => void
}
interface Sent {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

let text: string
beforeAll(async () => {
  ;[, text] = k6Script(services, await openApiDocuments(services, '0'))
})

/** The script with what stands for k6's modules; the compiler holds it to their types. */
function run(answer: (sent: Sent) => { status: number; body: string }) {
  const sent: Sent[] = []
  const checks: Record<string, boolean> = {}
  const post = (url: string, body: string, { headers }: Pick<Sent, 'headers'>) => {
    sent.push({ url, body, headers })
    return answer(sent.at(-1) as Sent)
  }
  const check = (value: unknown, all: Record<string, (value: unknown) => boolean>) => {
    for (const [name, holds] of Object.entries(all)) checks[name] = holds(value)
  }
  const code = text
    .replace(/^import .*$/gm, '')
    .replace('export default ', '')
    .replaceAll('export ', '')
  const script: Script = runInNewContext(`${code}; ({ options, placeOrder })`, {
    __ENV: { TOKEN: 'a-token' },
    check,
    exec: { scenario: { startTime: 1, iterationInTest: 2 } },
    http: { post },
  })
  script.placeOrder()
  return { sent, checks, ...script }
}

test('places an order with the token, twice under one key, as the service takes it', async () => {
  const { sent, checks } = run(() => ({ status: 202, body: '{"orderId":"1"}' }))
  expect(checks).toEqual({ accepted: true, 'the same order under its key': true })
  const [first, again] = sent as [Sent, Sent]
  expect(again).toEqual(first)
  expect(first.headers).toMatchObject({ authorization: 'Bearer a-token', 'idempotency-key': 'k6-1-2' })
  const apps = await everyService()
  const app = apps.find(({ service }) => service === 'order')?.app
  const { pathname: url } = new URL(first.url)
  const answer = await app?.inject({ method: 'POST', url, headers: first.headers, payload: first.body })
  // Nothing is behind these routes: what is refused before is a request that is not right.
  expect([400, 404, 405, 415, 422]).not.toContain(answer?.statusCode)
  await Promise.all(apps.map(each => each.app.close()))
})

test('finds an order that is refused, and another one under the same key', () => {
  let orders = 0
  const { checks } = run(() => ({ status: 503, body: `${orders++}` }))
  expect(checks).toEqual({ accepted: false, 'the same order under its key': false })
})

test('fails for what is refused, slow or left out', () => {
  const { options } = run(() => ({ status: 202, body: '' }))
  const metrics = ['checks', 'http_req_failed', 'http_req_duration', 'dropped_iterations']
  expect(Object.keys(options.thresholds)).toEqual(metrics)
})
