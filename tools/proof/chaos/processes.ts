import type { ServerProcess } from '@orderflow/embedded'

/** Ends a process as a power cut would; resolves when it is gone. */
export async function killAndWait(server: ServerProcess): Promise<void> {
  if (server.pid === undefined) return
  await new Promise<void>(resolve => {
    const off = server.onExit(() => {
      off()
      resolve()
    })
    server.kill('SIGKILL')
  })
}
