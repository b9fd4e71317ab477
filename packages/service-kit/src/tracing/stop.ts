let running: { shutdown(): Promise<void> } | undefined

/** Remembers what is to be stopped with the process. */
export function keepForStop(sdk: { shutdown(): Promise<void> }): void {
  running = sdk
}

/** Sends the spans that are still here, if anything is traced. Never rejects; takes its time where no collector answers. */
export async function stopTracing(): Promise<void> {
  await running?.shutdown().catch(() => {})
}
