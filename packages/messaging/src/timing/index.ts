export { batchingDelayMs } from './batching-delay.ts'
export { backoff, delay, settledWithin } from './bounded.ts'
export { type Loop, type LoopOptions, startLoop, warnRarely } from './loop.ts'
export { nextTurn } from './turns.ts'
