import {
  type HttpApp,
  HttpProblem,
  id,
  problems,
  runCommand,
  type ServiceContext,
  text,
} from '@orderflow/service-kit'
import { Type } from 'typebox'
import type { AdjustStockReply, Product } from './domain/stock.ts'
import { allProducts, findProduct } from './store.ts'

const productBody = Type.Object(
  {
    productId: Type.String(),
    name: Type.String(),
    unitPrice: Type.Object({ amount: Type.Integer({ description: 'Minor units' }), currency: Type.String() }),
    available: Type.Integer(),
    reserved: Type.Integer(),
    sold: Type.Integer(),
  },
  { title: 'Product' },
)

const params = Type.Object({ productId: id('The product') })
const tags = ['products']

export function routes(app: HttpApp, { pool, processor }: ServiceContext): void {
  app.get(
    '/products',
    {
      config: { access: { scope: ['stock:read', 'orders'] } },
      schema: {
        tags,
        operationId: 'listProducts',
        summary: 'All products',
        response: { 200: Type.Array(productBody) },
      },
    },
    async () => (await allProducts(pool)).map(toBody),
  )

  app.get(
    '/products/:productId',
    {
      config: { access: { scope: ['stock:read', 'orders'] } },
      schema: {
        tags,
        operationId: 'getProduct',
        summary: 'A product and its pieces',
        params,
        response: { 200: productBody, ...problems(404) },
      },
    },
    async ({ params: { productId } }) => {
      const product = await findProduct(pool, productId)
      if (product === undefined) throw unknown(productId)
      return toBody(product)
    },
  )

  app.post(
    '/products/:productId/adjust',
    {
      config: { access: { scope: 'stock:write' } },
      schema: {
        tags,
        operationId: 'adjustStock',
        summary: 'Change the available pieces by hand',
        description:
          'With an Idempotency-Key the same request may be sent again: the pieces change once, and the answer is that of the first time, a refusal too.',
        params,
        body: Type.Object(
          {
            delta: Type.Integer({
              minimum: -1_000_000,
              maximum: 1_000_000,
              description: 'Pieces more or less',
            }),
            reason: text('Why, for whoever looks into it later', 200),
          },
          { additionalProperties: false },
        ),
        response: { 200: productBody, ...problems(404, 409) },
      },
    },
    async request => {
      const { productId } = request.params
      const reply = await runCommand<AdjustStockReply>(processor, request, {
        type: 'AdjustStock',
        data: { productId, ...request.body },
      })
      switch (reply.outcome) {
        case 'adjusted':
          return toBody(reply.product)
        case 'unknown-product':
          throw unknown(productId)
        case 'not-enough':
          throw new HttpProblem({
            status: 409,
            type: 'urn:orderflow:problem:not-enough-stock',
            title: 'Not enough stock',
            detail: `${productId} has ${reply.available} pieces available; ${request.body.delta} would leave less than none.`,
          })
        case 'too-many':
          throw new HttpProblem({
            status: 409,
            type: 'urn:orderflow:problem:too-much-stock',
            title: 'Too much stock',
            detail: `${productId} can hold ${reply.room} pieces more, not ${request.body.delta}.`,
          })
      }
    },
  )
}

const unknown = (productId: string) =>
  new HttpProblem({ status: 404, detail: `There is no product ${productId}.` })

const toBody = ({ productId, name, unitPrice, currency, available, reserved, sold }: Product) => ({
  productId,
  name,
  unitPrice: { amount: unitPrice, currency },
  available,
  reserved,
  sold,
})
