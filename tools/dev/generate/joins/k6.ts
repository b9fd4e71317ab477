import type { ServiceFacts } from '../../lib/services.ts'
import type { OpenApi } from './openapi.ts'
import { type Request, requestsFolder, requestsOf } from './requests.ts'

export const k6Mark = '// Generated from the OpenAPI document of the order service'

/**
 * A script for k6 (https://grafana.com/docs/k6) that places orders at a steady rate, each a second time under its key.
 *
 * @throws Error if the order service has no operation `placeOrder`
 */
export function k6Script(
  services: readonly ServiceFacts[],
  documents: ReadonlyMap<string, OpenApi>,
): [string, string] {
  const facts = services.find(({ name }) => name === 'order')
  const document = documents.get('order')
  const requests = facts === undefined || document === undefined ? [] : requestsOf(document, facts)
  const request = requests.find(({ name }) => name === 'placeOrder')
  if (facts === undefined || request === undefined)
    throw new Error('The script for k6 needs an operation placeOrder of the order service.')
  return [`${requestsFolder}orders.k6.ts`, script(request, `http://127.0.0.1:${facts.port}`)]
}

const script = (
  { path, body }: Request,
  address: string,
) => `${k6Mark}: do not edit, run \`npm run check -- --fix\`.
// Places orders at a steady rate, each of them a second time under its key: k6 run -e TOKEN=… orders.k6.ts
// How the token comes into it: docs/joins.md. RATE is in orders a second.
import { check } from 'k6'
import exec from 'k6/execution'
import http from 'k6/http'

const { ORDER = '${address}', TOKEN, RATE = '20', DURATION = '30s' } = __ENV

export const options = {
  scenarios: {
    orders: {
      executor: 'constant-arrival-rate',
      rate: Number(RATE),
      timeUnit: '1s',
      duration: DURATION,
      preAllocatedVUs: 20,
      maxVUs: 200,
    },
  },
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate<0.001'],
    http_req_duration: ['p(99)<500'],
    dropped_iterations: ['count==0'],
  },
}

const order = JSON.stringify(${JSON.stringify(body)})

export default function placeOrder() {
  const { startTime, iterationInTest } = exec.scenario
  const params = {
    headers: {
      authorization: \`Bearer \${TOKEN}\`,
      'content-type': 'application/json',
      'idempotency-key': \`k6-\${startTime}-\${iterationInTest}\`,
    },
  }
  const first = http.post(\`\${ORDER}${path}\`, order, params)
  const again = http.post(\`\${ORDER}${path}\`, order, params)
  check(first, { accepted: ({ status }) => status === 202 })
  check(again, { 'the same order under its key': ({ body }) => body === first.body })
}
`
