import plugin from 'fastify-plugin'
import type { TSchema } from 'typebox'

/**
 * A parameter that a route does not know is refused: whoever writes `?staus=` is not shown all orders. What is no part of the
 * API (`hide`), such as a page, takes any.
 *
 * Everything in a query is text, so `?limit=5` is converted to what the route's schema asks for before it
 * is validated: numbers and booleans that are written in full, nothing else (`?limit=` and `?limit=5x` stay
 * text and are refused). Bodies are never converted: there, `"2"` is not 2.
 */
export const typedQuery = plugin(
  async app => {
    app.addHook('onRoute', route => {
      if (route.schema?.hide === true) return
      const schema = { type: 'object', properties: {}, ...(route.schema?.querystring ?? {}) }
      route.schema = { ...route.schema, querystring: { ...schema, additionalProperties: false } }
      const properties = Object.entries<TSchema>(schema.properties)
      if (properties.length === 0) return
      const convert = async (request: { query: unknown }) => {
        const query = request.query as Record<string, unknown>
        for (const [name, property] of properties)
          if (name in query) query[name] = converted(query[name], property)
      }
      route.preValidation = [convert, ...[route.preValidation ?? []].flat()]
    })
  },
  { name: 'typed-query', fastify: '5.x' },
)

function converted(value: unknown, property: TSchema): unknown {
  if (typeof value !== 'string') return value
  const { type } = property as { type?: unknown }
  if (type === 'integer' || type === 'number') return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}
