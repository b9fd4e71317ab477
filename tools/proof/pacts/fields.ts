/** The fields of some data, as `total.amount` or `items[].productId`. */
export function fieldsOf(data: unknown, path = ''): string[] {
  if (Array.isArray(data)) return [...new Set(data.flatMap(item => fieldsOf(item, `${path}[]`)))]
  if (!isObject(data)) return [path]
  return Object.entries(data).flatMap(([name, value]) => fieldsOf(value, join(path, name)))
}

/** The data without one of the fields that `fieldsOf` names. */
export function without(data: unknown, field: string, path = ''): unknown {
  if (Array.isArray(data)) return data.map(item => without(item, field, `${path}[]`))
  if (!isObject(data)) return data
  return Object.fromEntries(
    Object.entries(data)
      .filter(([name]) => join(path, name) !== field)
      .map(([name, value]) => [name, without(value, field, join(path, name))]),
  )
}

/** The data, with everything that they leave open taken from an example. */
export function completed(data: unknown, example: unknown): unknown {
  if (Array.isArray(data)) return data.map(item => completed(item, (example as unknown[] | undefined)?.[0]))
  if (!isObject(data)) return data
  const examples = isObject(example) ? example : {}
  const stated = Object.entries(data).map(([name, value]) => [name, completed(value, examples[name])])
  return { ...examples, ...Object.fromEntries(stated) }
}

/** Whether a value is an object with fields. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`)
