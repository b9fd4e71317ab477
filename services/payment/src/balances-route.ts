import { type HttpApp, problems, type ServiceContext } from '@orderflow/service-kit'
import { Type } from 'typebox'
import { readBalances } from './balances.ts'

/** Sums may be larger than a JavaScript number is exact; in JSON they are whole numbers with all their digits. */
const amount = (description: string) => Type.Unsafe<bigint>({ type: 'integer', description })

export function balancesRoute(app: HttpApp, { pool }: Pick<ServiceContext, 'pool'>): void {
  app.get(
    '/balances',
    {
      schema: {
        tags: ['ledger'],
        summary: 'What the accounts hold, by double entry',
        description: 'All amounts are minor units. The balances of one currency sum to zero.',
        response: {
          200: Type.Object({
            balances: Type.Array(
              Type.Object({
                account: Type.Enum(['customer_receivable', 'gateway_clearing', 'refunds_payable', 'sales']),
                currency: Type.String({ description: 'ISO 4217' }),
                debits: amount('All that was ever debited'),
                credits: amount('All that was ever credited'),
                balance: amount('Debits less credits'),
              }),
            ),
          }),
          ...problems(503),
        },
      },
    },
    async () => ({ balances: await readBalances(pool) }),
  )
}
