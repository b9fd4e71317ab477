export { channelOf, topicBinding } from './channel.ts'
export { asyncApi, type Described } from './document.ts'
export { messageName, messageOf } from './message.ts'
