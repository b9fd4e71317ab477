import { buildJavaPeers, installPeers } from './peer-install.ts'
import { type PeerName, type Program, peerNames, programs, runPeer } from './peers.ts'
import type { Scenario } from './scenario.ts'

/** A peer on the same servers, in databases and topics of its own. It checks its own work. */
const peer = (name: PeerName, { about, java, onRequest, once }: Program): Scenario => ({
  name,
  group: 'peers',
  about,
  services: 'stopped',
  ...(onRequest && { onRequest }),
  ...(once && { once }),
  headline: 'ordersPerSecond',
  async run({ quick, signal, kafka, postgresUrl, pids }) {
    const options = { signal, log: (line: string) => void process.stderr.write(`${line}\n`) }
    await installPeers(options)
    if (java) await buildJavaPeers(options)
    const { kafka: brokers = [], postgres = [] } = pids()
    const servers = { kafka: brokers, postgres }
    const task = { quick, postgresUrl: postgresUrl('postgres'), kafka, servers, signal }
    return (await runPeer(name, task)).figures
  },
})

/** What people would pick instead. They are installed when the first of them is run. */
export const peers: readonly Scenario[] = peerNames.map(name => peer(name, programs[name]))
