import type { Journey, OrderList, Past, Product, ServiceDetails, Stats } from '@orderflow/live-page/api'
import type { Static } from 'typebox'
import { expectTypeOf, test } from 'vitest'
import type { past } from './past/schemas.ts'
import type * as schemas from './schemas.ts'
import type { details } from './watch/service-route.ts'

// The compiler finds what differs: a field that a schema lacks would be left out of the answer without a word.
test('what is answered is what the page and other callers are told, no field more or less', () => {
  expectTypeOf<Static<typeof schemas.orderList>>().toEqualTypeOf<OrderList>()
  expectTypeOf<Static<typeof schemas.journey>>().toEqualTypeOf<Journey>()
  expectTypeOf<Static<typeof schemas.stock>['products']>().toEqualTypeOf<Product[]>()
  expectTypeOf<Static<typeof schemas.stats>>().toEqualTypeOf<Stats>()
  expectTypeOf<Static<typeof past>>().toEqualTypeOf<Past>()
  expectTypeOf<Static<typeof details>>().toEqualTypeOf<ServiceDetails>()
})
