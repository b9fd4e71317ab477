import { getRandomValues } from 'node:crypto'
import { V7Generator } from 'uuidv7'

/** Random numbers are drawn by the kilobyte: one draw costs nearly as much for the eight words of uuidv7's own. */
const drawn = new Uint32Array(1_024)
let next = drawn.length

const generator = new V7Generator({
  nextUint32() {
    if (next === drawn.length) {
      getRandomValues(drawn)
      next = 0
    }
    const word = drawn[next] as number
    drawn[next++] = 0 // what was given out is not kept
    return word
  },
})

/** A new UUIDv7, later than all before it in this process: of events, commands, requests and orders. */
export const uuidv7 = (): string => generator.generate().toString()
