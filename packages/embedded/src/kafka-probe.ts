import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { BrokerSecurity } from './kafka-security.ts'
import { LOOPBACK } from './ports.ts'

type Security = Pick<BrokerSecurity, 'caFile' | 'adminPassword'>

/** A request with a header of version 1 and the correlation id 0. */
function request(apiKey: number, version: number, ...body: Buffer[]): Buffer {
  const header = Buffer.from([0, apiKey, 0, version, 0, 0, 0, 0, 0, 4, ...Buffer.from('wait')])
  const payload = Buffer.concat([header, ...body])
  return Buffer.concat([int32(payload.length), payload])
}

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const metadataOfNoTopics = request(3, 1, int32(0))

/** What has to be answered before it, in turn: SaslHandshake, SaslAuthenticate. */
function signIn({ adminPassword }: Security): Buffer[] {
  const token = Buffer.from(`\0admin\0${adminPassword}`)
  return [
    request(17, 1, Buffer.from([0, 5]), Buffer.from('PLAIN')),
    request(36, 0, int32(token.length), token),
  ]
}

/**
 * The ids of the brokers that a broker on this port knows to serve requests (not fenced), from one Metadata
 * request; none while it does not answer, or does not let the administrator in. A broker in the list takes partitions:
 * a topic can be created.
 */
export function servingBrokers(port: number, withinMs: number, security?: Security): Promise<number[]> {
  const { promise, resolve } = Promise.withResolvers<number[]>()
  const at = { host: LOOPBACK, port }
  const socket = security ? connectTls({ ...at, ca: readFileSync(security.caFile) }) : connect(at)
  const requests = [...(security ? signIn(security) : []), metadataOfNoTopics]
  let answer = Buffer.alloc(0)
  const finish = (brokers: number[]) => {
    socket.destroy()
    resolve(brokers)
  }
  const ask = () => socket.write(requests.shift() as Buffer)
  socket.setTimeout(withinMs, () => finish([]))
  socket.on('error', () => finish([]))
  socket.on('close', () => finish([]))
  socket.on(security ? 'secureConnect' : 'connect', ask)
  socket.on('data', chunk => {
    answer = Buffer.concat([answer, chunk])
    if (answer.length < 4 || answer.length < 4 + answer.readInt32BE(0)) return
    if (requests.length === 0) return finish(parseBrokers(answer))
    // Either answer begins with an error code.
    if (answer.readInt16BE(8) !== 0) return finish([])
    answer = Buffer.alloc(0)
    ask()
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
