import { connect } from 'node:net'
import { LOOPBACK } from './ports.ts'

const METADATA_V1 = Buffer.from([
  ...[0, 0, 0, 14 + 4], // length of what follows
  ...[0, 3, 0, 1], // Metadata, version 1
  ...[0, 0, 0, 0], // correlation id
  ...[0, 4, ...Buffer.from('wait')], // client id
  ...[0, 0, 0, 0], // of no topics
])

/**
 * The ids of the brokers that a broker on this port knows to serve requests (not fenced), from one Metadata
 * request; none while it does not answer. A broker in the list takes partitions: a topic can be created.
 */
export function servingBrokers(port: number, withinMs: number): Promise<number[]> {
  const { promise, resolve } = Promise.withResolvers<number[]>()
  const socket = connect({ host: LOOPBACK, port })
  let answer = Buffer.alloc(0)
  const finish = (brokers: number[]) => {
    socket.destroy()
    resolve(brokers)
  }
  socket.setTimeout(withinMs, () => finish([]))
  socket.on('error', () => finish([]))
  socket.on('close', () => finish([]))
  socket.on('connect', () => socket.write(METADATA_V1))
  socket.on('data', chunk => {
    answer = Buffer.concat([answer, chunk])
    if (answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0)) finish(parseBrokers(answer))
  })
  return promise
}

/** Metadata response, version 1: length, correlation id, then [node id, host, port, rack]… */
function parseBrokers(answer: Buffer): number[] {
  const ids: number[] = []
  let at = 12
  for (let left = answer.readInt32BE(8); left > 0; left--) {
    ids.push(answer.readInt32BE(at))
    at += 4
    at += 2 + answer.readInt16BE(at) // host
    at += 4 // port
    at += 2 + Math.max(0, answer.readInt16BE(at)) // rack, −1 for none
  }
  return ids
}
