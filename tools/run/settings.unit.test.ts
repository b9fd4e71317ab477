import { expect, test } from 'vitest'
import { services as allServices, moduleOf } from '../dev/lib/services.ts'
import { configSchema as gateway } from './gateway/config.ts'
import { configSchema as issuer } from './issuer/config.ts'

interface Setting {
  readonly type?: string
  readonly minimum?: number
  readonly maximum?: number
}

type Schema = Pick<typeof gateway, 'properties'>

const schemas = await Promise.all(
  allServices.map(async service => {
    const { configSchema } = await moduleOf<{ readonly configSchema: Schema }>(service, 'config.ts')
    return [service.name as string, configSchema] as const
  }),
)
const settings = [...schemas, ['gateway', gateway] as const, ['issuer', issuer] as const].flatMap(
  ([service, { properties }]) =>
    Object.entries(properties as Record<string, Setting>).map(
      ([name, setting]) => [service, name, setting] as const,
    ),
)

const dayMs = 86_400_000
/** Kept in rows and compared by the database; the arithmetic of both goes far beyond these. */
const inRows = ['ORDER_DEADLINE_MS', 'STUCK_AFTER_MS']

test('every number has a least and a greatest', () => {
  const loose = settings.filter(
    ([, , { type, minimum, maximum }]) =>
      (type === 'integer' || type === 'number') && (minimum === undefined || maximum === undefined),
  )
  expect(loose.map(([service, name]) => `${service} ${name}`)).toEqual([])
})

test('no timer can be set to more than 2^31 - 1 ms, nor to 24 times a setting', () => {
  const timers = settings.filter(([, name]) => name.endsWith('_MS') && !inRows.includes(name))
  expect(timers.length).toBeGreaterThan(15)
  expect(24 * dayMs).toBeLessThan(2 ** 31)
  expect(timers.filter(([, , { maximum = 0 }]) => maximum > dayMs)).toEqual([])
})

test('no age leads to before 1970, of which event ids cannot tell', () => {
  const ages = settings.filter(([, name]) => name.endsWith('_DAYS'))
  expect(ages.length).toBeGreaterThan(5)
  expect(ages.filter(([, , { maximum = 0 }]) => maximum * dayMs > Date.UTC(2026, 0, 1))).toEqual([])
})
