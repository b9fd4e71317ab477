// Generated from the OpenAPI document of the order service: do not edit, run `npm run check -- --fix`.
// Places orders at a steady rate, each of them a second time under its key: k6 run -e TOKEN=… orders.k6.ts
// How the token comes into it: docs/joins.md. RATE is in orders a second.
import { check } from 'k6'
import exec from 'k6/execution'
import http from 'k6/http'

const { ORDER = 'http://127.0.0.1:3001', TOKEN, RATE = '20', DURATION = '30s' } = __ENV

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

const order = JSON.stringify({"customerId":"c-1","items":[{"productId":"prod-1","quantity":2}]})

export default function placeOrder() {
  const { startTime, iterationInTest } = exec.scenario
  const params = {
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
      'idempotency-key': `k6-${startTime}-${iterationInTest}`,
    },
  }
  const first = http.post(`${ORDER}/orders`, order, params)
  const again = http.post(`${ORDER}/orders`, order, params)
  check(first, { accepted: ({ status }) => status === 202 })
  check(again, { 'the same order under its key': ({ body }) => body === first.body })
}
