import { childTarget } from '../child-target.ts'
import { fileOf } from './case.ts'
import { snapshotCase } from './generate.ts'

/** Files of snapshots, read by what `topic verify` and `topic replay` read them with. */
export const snapshots = () =>
  childTarget({
    name: 'the reader of snapshots',
    script: new URL('./reader-main.ts', import.meta.url),
    generate: snapshotCase,
    bytesOf: fileOf,
  })
