import { relative } from 'node:path'
import { authorizationFile } from '../../dev/lib/authorization-file.ts'
import type { Endpoints } from '../../dev/lib/endpoints.ts'
import { projectRoot } from '../../dev/lib/system.ts'

/** An order as a body, a field to a line: no line is longer than a terminal is wide. */
const order = (customerId: string, productId: string, quantity: number) =>
  `{"customerId":"${customerId}",\n         "items":[{"productId":"${productId}","quantity":${quantity}}]}`

/** What a person sees when the system is up: where it is, and lines to try. */
export function welcome({ services, kafka, postgres, gateway }: Endpoints, dataDir: string): string {
  const token = relative(projectRoot, authorizationFile())
  const curl = `curl -s -H @${token}`
  const post = (body: string) =>
    `${curl} ${services.order}/orders \\\n    -H 'content-type: application/json' \\\n    -d '${body}'`
  const docs = Object.entries(services)
    .map(([name, url]) => `  ${name.padEnd(10)} ${url}/docs`)
    .join('\n')
  return `
Orderflow is up. Ctrl-C stops it.

  the page   ${services.reporting}   place orders, break it and see it heal

${docs}
  Kafka      ${kafka.join(', ')}
  PostgreSQL ${postgres.host}:${postgres.port}
${gateway === undefined ? '' : `  gateway    ${gateway}/charges, ${gateway}/_control\n`}  logs       ${relative(projectRoot, dataDir)}/*.log
  a token    ${token}: the operator's, who may do everything

Place an order, then look at it (with the orderId of the answer):

  ${post(order('c-1', 'prod-1', 2))}
  ${curl} ${services.order}/orders/<orderId>

Its customer sees and cancels it, too, and none of others:

  curl -s -H "$(node tools/run.mjs token c-1)" \\
    ${services.order}/orders/<orderId>

Orders that fail, each in its own way:

  ${post(order('declined-1', 'prod-1', 1))}
  ${post(order('undeliverable-1', 'prod-1', 1))}
  ${post(order('c-1', 'prod-scarce', 6))}

Place an order and cancel it before it is dispatched; later it is refused:

  ID=$(${post(order('c-1', 'prod-1', 2))} | cut -d'"' -f4)
  ${curl} -X POST ${services.order}/orders/$ID/cancel

`
}
