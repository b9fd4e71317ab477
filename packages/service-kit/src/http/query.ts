import plugin from 'fastify-plugin'
import type { TProperties, TSchema } from 'typebox'

/**
 * Everything in a query is text, so `?limit=5` is converted to what the route's schema asks for before it
 * is validated: numbers and booleans that are written in full, nothing else (`?limit=` and `?limit=5x` stay
 * text and are refused). Bodies are never converted: there, `"2"` is not 2.
 */
export const typedQuery = plugin(
  async app => {
    app.addHook('onRoute', route => {
      const schema = route.schema?.querystring as { properties?: TProperties } | undefined
      if (schema?.properties === undefined) return
      const properties = Object.entries(schema.properties)
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
