import { startServers } from '@orderflow/embedded'
import { usable } from './servers.mjs'

const { test } = await import(process.env.VITEST ? 'vitest' : 'node:test')

test('a file has servers of its own', async () => {
  const servers = await startServers()
  try {
    await usable(servers)
  } finally {
    await servers.stop()
  }
})
