import { loadConfig, port } from '@orderflow/service-kit'
import fastify from 'fastify'
import { Type } from 'typebox'
import { uuidv7 } from 'uuidv7'

/** `POST /orders` with nothing behind it: the body is checked as the order service checks it, and answered. */
const { PORT } = loadConfig(Type.Object({ PORT: port(0) }))
const id = { type: 'string', minLength: 1, maxLength: 100 }
const app = fastify()

app.get('/health/ready', async () => ({ status: 'ok', pid: process.pid }))
app.post(
  '/orders',
  {
    schema: {
      body: {
        type: 'object',
        required: ['customerId', 'items'],
        additionalProperties: false,
        properties: {
          customerId: id,
          items: {
            type: 'array',
            minItems: 1,
            maxItems: 100,
            items: {
              type: 'object',
              required: ['productId', 'quantity'],
              additionalProperties: false,
              properties: { productId: id, quantity: { type: 'integer', minimum: 1, maximum: 1000 } },
            },
          },
        },
      },
      response: {
        202: { type: 'object', properties: { orderId: { type: 'string' }, status: { type: 'string' } } },
      },
    },
  },
  async (_request, reply) => reply.code(202).send({ orderId: uuidv7(), status: 'PENDING' }),
)

process.on('SIGTERM', () => void app.close())
await app.listen({ port: PORT, host: '127.0.0.1' })
