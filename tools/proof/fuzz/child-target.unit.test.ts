import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { childTarget } from './child-target.ts'

it('survives a process that ends while it is written to, and starts another one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'child-'))
  const script = join(folder, 'reader.mjs')
  await writeFile(
    script,
    `process.on('message', ({ number, bytes }) => {
       if (bytes[0] === 0) process.kill(process.pid, 'SIGKILL')
       process.send({ number, outcome: { verdict: 'read' } })
     })`,
  )
  const target = await childTarget({
    name: 'the reader',
    script: pathToFileURL(script),
    generate: () => ({ first: 1 }),
    bytesOf({ first }) {
      // As long as it takes to make bytes: the other process may end meanwhile.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
      return Buffer.alloc(4 * 1024, first)
    },
  })
  try {
    expect(await target.run([{ first: 1 }])).toEqual([{ verdict: 'read' }])
    const deadly = await target.run([{ first: 0 }, ...Array.from({ length: 20 }, () => ({ first: 1 }))])
    expect(new Set(deadly.map(({ fault }) => fault))).toEqual(new Set(['The process ended: SIGKILL']))
    expect(await target.run([{ first: 1 }])).toEqual([{ verdict: 'read' }])
  } finally {
    await target.close()
    await rm(folder, { recursive: true })
  }
})
