import { once } from 'node:events'
import { loadConfig } from '@orderflow/service-kit'
import { startGatewaySimulator } from '@orderflow/test-servers/gateway'
import { runCommand } from '../../dev/lib/run-command.ts'
import { configSchema, settingsOf } from './config.ts'

/** The simulated payment gateway as a process: `node tools/run/gateway/main.ts`, configured by its environment. */
await runCommand(async signal => {
  const config = loadConfig(configSchema)
  const settings = settingsOf(config)
  const gateway = await startGatewaySimulator({
    port: config.PORT,
    host: config.HOST,
    seed: config.GATEWAY_SEED,
    ledgerFile: config.GATEWAY_LEDGER,
    settings,
  })
  process.stdout.write(`${JSON.stringify({ url: gateway.url, settings })}\n`)
  if (!signal.aborted) await once(signal, 'abort')
  await gateway.stop()
  return 0
})
