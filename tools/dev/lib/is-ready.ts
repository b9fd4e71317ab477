/** Whether this very process says at the address that it is ready: who answers there may be another. */
export async function isReady(address: string, pid: number): Promise<boolean> {
  try {
    const response = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(2_000) })
    const answer = (await response.json()) as { readonly pid?: number }
    return response.ok && answer.pid === pid
  } catch {
    return false
  }
}
