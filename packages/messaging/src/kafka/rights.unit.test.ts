import { expect, it } from 'vitest'
import { type Right, setRights } from './rights.ts'

const [read, write, all, erase] = [3, 4, 2, 6]
const right = (resourceName: string, operation: number | undefined, more: Partial<Right> = {}) =>
  ({
    principal: 'User:payment',
    host: '*',
    permissionType: 3,
    resourceType: 2,
    resourceName,
    resourcePatternType: 3,
    operation,
    ...more,
  }) as Right

it('leaves on topics of others only what set-up gives', async () => {
  const stay = [right('order.gift-wrapped.v1', read), right('order.gift-wrapped.v1', write)]
  const go = [
    right('order.gift-wrapped.v1', all),
    right('order.gift-wrapped.v1', erase),
    right('order.gift-wrapped.v1', read, { host: '10.0.0.1' }),
    right('order.gift-wrapped.v1', read, { permissionType: 2 }),
    right('order.gift-wrapped.v1', read, { resourcePatternType: 4 }),
    right('stock.reserved.v1', write),
  ]
  const deleted: Right[] = []
  const admin = {
    describe: async () => [...stay, ...go],
    create: async () => {},
    delete: async (rights: readonly Right[]) => deleted.push(...rights),
  }
  await setRights(admin, 'payment', [], topic => topic === 'order.gift-wrapped.v1')
  expect(deleted).toEqual(go)
})
