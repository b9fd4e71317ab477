import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from '../../dev/lib/args.ts'
import { keepAuthorization } from '../../dev/lib/authorization-file.ts'
import { removeEndpoints, writeEndpoints } from '../../dev/lib/endpoints.ts'
import { gatewayOf, gatewayOptions } from '../../dev/lib/gateway-process.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { supervise } from '../../dev/lib/supervise.ts'
import { projectRoot, startSystem } from '../../dev/lib/system.ts'
import { preflight } from '../preflight/index.ts'
import { partitionsFrom, portsFrom, startSchema, wantedPorts } from './config.ts'
import { type Control, controlAddress, controlEnvironment, startControl } from './control/index.ts'
import { serversOf } from './control/servers.ts'
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
  const gateway = gatewayOf(args)
  await preflight({
    command: 'npm start',
    env: process.env,
    dataDir,
    gateway: gateway !== undefined,
    ports: { schema: startSchema, wanted: wantedPorts },
    log,
  })
  const ports = portsFrom()
  const address = await controlAddress(ports.control)
  const system = await startSystem({
    dataDir,
    fresh: args.fresh,
    gateway,
    ports,
    partitions: partitionsFrom(),
    serviceEnv: { reporting: controlEnvironment(address) },
    log,
    signal,
  })
  let control: Control | undefined
  let removeAuthorization = async () => {}
  try {
    const { url, token } = address
    const publish = () => writeEndpoints({ ...system.endpoints(), control: { url, token }, logs: dataDir })
    await publish()
    removeAuthorization = await keepAuthorization(system.orders.authorization)
    control = await startControl({ address, servers: serversOf(system), endpoints: system.endpoints })
    const options = { signal, log, onChange: () => void publish() }
    for (const [name, { server, stoppedOnPurpose }] of control.processes)
      supervise(name, server, { ...options, stoppedOnPurpose })
    process.stdout.write(welcome(system.endpoints(), dataDir))
    if (!signal.aborted) await once(signal, 'abort')
    return 0
  } finally {
    await control?.stop()
    await removeAuthorization()
    await removeEndpoints()
    await system.stop()
  }
})
