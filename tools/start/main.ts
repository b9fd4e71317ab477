import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from '../lib/args.ts'
import { removeEndpoints, writeEndpoints } from '../lib/endpoints.ts'
import { gatewayOf, gatewayOptions } from '../lib/gateway-process.ts'
import { runCommand } from '../lib/run-command.ts'
import { supervise } from '../lib/supervise.ts'
import { projectRoot, startSystem } from '../lib/system.ts'
import { portsFromEnvironment } from './config.ts'
import { welcome } from './welcome.ts'

const args = parseArgs({
  usage: 'npm start -- [--fresh] [--gateway] [--gateway-errors PERCENT] [--gateway-lost PERCENT]',
  about: 'Starts the whole system on this machine and keeps it up until Ctrl-C.',
  options: {
    fresh: { type: 'boolean', help: 'begin with empty databases and topics' },
    ...gatewayOptions,
  },
})

const log = (line: string) => process.stderr.write(`${line}\n`)

await runCommand(async signal => {
  const dataDir = join(projectRoot, '.data', 'start')
  const system = await startSystem({
    dataDir,
    fresh: args.fresh,
    gateway: gatewayOf(args),
    ports: portsFromEnvironment(),
    log,
    signal,
  })
  try {
    const publish = () => writeEndpoints(system.endpoints())
    await publish()
    const options = { signal, log, onChange: () => void publish() }
    for (const [name, service] of Object.entries(system.services)) supervise(name, service, options)
    for (const node of system.kafka.nodes) supervise('kafka', node, options)
    supervise('postgres', system.postgres, options)
    if (system.gateway !== undefined) supervise('gateway', system.gateway, options)
    process.stdout.write(welcome(system.endpoints(), dataDir))
    if (!signal.aborted) await once(signal, 'abort')
    return 0
  } finally {
    await removeEndpoints()
    await system.stop()
  }
})
