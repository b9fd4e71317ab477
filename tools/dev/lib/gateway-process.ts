import { join } from 'node:path'
import { findFreePort, type ServerProcess } from '@orderflow/embedded'
import type { Option, Values } from './args.ts'
import { nodeProcess } from './node-process.ts'

/** Command line of whoever can start the system with a gateway of its own. */
export const gatewayOptions = {
  gateway: { type: 'boolean', help: 'payments through a simulated gateway over HTTP' },
  'gateway-errors': {
    type: 'number',
    value: 'PERCENT',
    help: 'of its calls fail; implies --gateway',
    max: 100,
  },
  'gateway-lost': {
    type: 'number',
    value: 'PERCENT',
    help: 'of its answers are lost after the charge; implies --gateway',
    max: 100,
  },
} as const satisfies Record<string, Option>

/** How the gateway behaves: its configuration over its defaults. */
export type GatewayEnvironment = Readonly<Record<string, string>>

/** The gateway that a command line asks for, if it does. */
export function gatewayOf(
  args: Omit<Values<typeof gatewayOptions>, 'words'>,
): GatewayEnvironment | undefined {
  const { gateway, 'gateway-errors': errors, 'gateway-lost': lost } = args
  if (!gateway && errors === undefined && lost === undefined) return undefined
  return { GATEWAY_ERROR_RATE: String((errors ?? 0) / 100), GATEWAY_LOST_RATE: String((lost ?? 0) / 100) }
}

export interface GatewayProcess {
  readonly process: ServerProcess
  /** `http://host:port` */
  readonly url: string
}

/** The simulated gateway's process, not yet started. Its books outlive it. */
export async function gatewayProcess({
  dataDir,
  env,
}: {
  readonly dataDir: string
  readonly env: GatewayEnvironment
}): Promise<GatewayProcess> {
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const process = nodeProcess({
    title: 'The payment gateway',
    name: 'gateway',
    main: new URL('../../run/gateway/main.ts', import.meta.url),
    dataDir,
    env: {
      ...globalThis.process.env,
      GATEWAY_LEDGER: join(dataDir, 'gateway.jsonl'),
      ...env,
      PORT: String(port),
    },
    stopWithinMs: 5_000,
    startWithinMs: 60_000,
    isReady: () => answers(`${url}/_control`),
  })
  return { process, url }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
