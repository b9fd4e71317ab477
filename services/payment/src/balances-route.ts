import { exactInteger, type HttpApp, type ServiceContext } from '@orderflow/service-kit'
import { Type } from 'typebox'
import { readBalances } from './balances.ts'

export function balancesRoute(app: HttpApp, { pool }: Pick<ServiceContext, 'pool'>): void {
  app.get(
    '/balances',
    {
      config: { access: { scope: 'ledger:read' } },
      schema: {
        tags: ['ledger'],
        operationId: 'getBalances',
        summary: 'What the accounts hold, by double entry',
        description: 'All amounts are minor units. The balances of one currency sum to zero.',
        response: {
          200: Type.Object({
            balances: Type.Array(
              Type.Object({
                account: Type.Enum(['customer_receivable', 'gateway_clearing', 'refunds_payable', 'sales']),
                currency: Type.String({ description: 'ISO 4217' }),
                debits: exactInteger('All that was ever debited'),
                credits: exactInteger('All that was ever credited'),
                balance: exactInteger('Debits less credits'),
              }),
            ),
          }),
        },
      },
    },
    async () => ({
      balances: (await readBalances(pool)).map(({ debits, credits, balance, ...rest }) => ({
        ...rest,
        debits: String(debits),
        credits: String(credits),
        balance: String(balance),
      })),
    }),
  )
}
