export { type Change, once } from './batch/once.ts'
export { CommandReplies, type KeptReply } from './inbox/command-keys.ts'
export type { CommandKey } from './types/delivery.ts'
