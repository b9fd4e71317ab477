import { expect, test } from 'vitest'
import { settle } from './observe.ts'

const kafka = { lag: async () => [] } as never
const serviceOf = (...errors: readonly Error[]) => {
  const left = [...errors]
  const query = async () => {
    const error = left.shift()
    if (error !== undefined) throw error
    return { rowCount: 0 }
  }
  return { name: 'rooms', reads: [], pool: { query } } as never
}
const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

test('a database that is away for a moment is waited for', async () => {
  await expect(settle([serviceOf(away)], kafka, 10_000)).resolves.toBeUndefined()
  await expect(settle([serviceOf(new TypeError('a bug'))], kafka, 10_000)).rejects.toThrow('a bug')
})
