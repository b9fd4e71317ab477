// A table whose rows are generated, in plain JavaScript. Prints what is wrong with data.
import { defineEvents } from '@orderflow/event-contracts'
import { versions } from './generated/versions.js'

const events = defineEvents('bank', { ThingCounted: { ...versions['thing.counted.v1'], key: 'id' } })
console.log(events.contracts.ThingCounted.validationError({ id: 'a' }))
