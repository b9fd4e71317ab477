import { childTarget } from '../child-target.ts'
import { bytesOf } from './case.ts'
import { batchesCase } from './generate.ts'

/** What brokers answer to a fetch, down to what no broker of today would: read by the consumers' decoder. */
export const batches = () =>
  childTarget({
    name: 'the decoder',
    script: new URL('./reader-main.ts', import.meta.url),
    generate: batchesCase,
    bytesOf,
  })
