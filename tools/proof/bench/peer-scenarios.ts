import { installPeers, type PeerName, peerNames, runPeer } from './peers.ts'
import type { Scenario } from './scenario.ts'

/** A peer on the same servers, in databases and topics of its own. It checks its own work. */
const peer = (name: PeerName): Scenario => ({
  name,
  group: 'peers',
  about: `${name}, written as its own documentation recommends`,
  services: 'stopped',
  headline: 'ordersPerSecond',
  async run({ quick, signal, kafka, postgresUrl }) {
    await installPeers({ signal, log: line => void process.stderr.write(`${line}\n`) })
    const task = { orders: quick ? 100 : 2_000, postgresUrl: postgresUrl('postgres'), kafka, signal }
    const { orders, ordersPerSecond, cpuSeconds } = await runPeer(name, task)
    return { ordersPerSecond, cpuMicrosPerOrder: (cpuSeconds / orders) * 1e6 }
  },
})

/** What people would pick instead. They are installed when the first of them is run. */
export const peers: readonly Scenario[] = peerNames.map(peer)
