import { MessagingError } from '../../errors.ts'
import { refusalNamed } from '../refusals.ts'
import { saltedPassword, scramSha512 } from '../scram.ts'
import type { Cluster } from './cluster.ts'
import { createErrorFromCode, Decoder, Encoder } from './protocol.ts'

/**
 * Gives a user a password for SCRAM-SHA-512, in place of any before: connections that are there stay, new ones need the
 * new one. kafkajs has no such request (AlterUserScramCredentials, KIP-554), and what is sent is never the password, but
 * its salted hash.
 *
 * @throws MessagingError `KAFKA_USER_REFUSED`
 */
export async function putScramUser(cluster: Cluster, user: string, password: string): Promise<void> {
  const { iterations, salt, salted } = await saltedPassword(password)
  const encode = async () =>
    new Encoder()
      .writeUVarInt(0) // the header's tagged fields, which begin a request of this age
      .writeUVarInt(1) // no deletions: a compact array says its length plus one
      .writeUVarInt(2)
      .writeUVarIntString(user)
      .writeInt8(scramSha512)
      .writeInt32(iterations)
      .writeUVarIntBytes(salt)
      .writeUVarIntBytes(salted)
      .writeUVarInt(0)
      .writeUVarInt(0)
  const broker = await cluster.findControllerBroker()
  const { code, message } = await broker.connectionPool.send({
    request: { apiKey: 51, apiVersion: 0, apiName: 'AlterUserScramCredentials', encode },
    response: { decode, parse: async answer => answer },
  })
  if (code === 0) return
  if (code === refusalNamed('CLUSTER_AUTHORIZATION_FAILED').code) throw createErrorFromCode(code)
  throw new MessagingError('KAFKA_USER_REFUSED', `Kafka does not make the user ${user}: ${message ?? code}.`)
}

async function decode(bytes: Buffer) {
  const decoder = new Decoder(bytes)
  decoder.readUVarInt() // the header's tagged fields
  decoder.readInt32() // milliseconds of throttling
  decoder.readUVarInt() // one result
  decoder.readUVarIntString()
  return { code: decoder.readInt16(), message: decoder.readUVarIntString() }
}
