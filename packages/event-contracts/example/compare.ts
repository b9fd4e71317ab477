import { compareSchemas } from '@orderflow/event-contracts/compatibility'

const before = { type: 'object', properties: { note: { type: 'string', maxLength: 100 } } }
const after = { type: 'object', properties: { note: { type: 'string', maxLength: 50 } } }

console.log(compareSchemas(before, before)) // []
console.log(compareSchemas(before, after)) // [ { pointer: '/properties/note/maxLength', change: 'maxLength tightened: 100 → 50', … } ]
