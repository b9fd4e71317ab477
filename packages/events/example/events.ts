import { contractOfTopic, contracts, type EventData } from '@orderflow/events'

const data: EventData<'OrderCompleted'> = { orderId: 'order-1', completedAt: '2026-01-15T10:30:00Z' }

console.log(contracts.OrderCompleted.topic) // order.completed.v1
console.log(contracts.OrderCompleted.dataSchema) // urn:orderflow:order.completed.v1
console.log(contracts.OrderCompleted.keyOf(data)) // order-1
console.log(contracts.OrderCompleted.validationError(data)) // undefined
console.log(contracts.OrderCompleted.validationError({})) // /orderId is missing; /completedAt is missing
console.log(contractOfTopic('order.completed.v1') === contracts.OrderCompleted) // true
