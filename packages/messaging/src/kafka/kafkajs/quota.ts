import { producerQuota, quotaRefused } from '../quota.ts'
import { refusalNamed } from '../refusals.ts'
import type { Cluster } from './cluster.ts'
import { createErrorFromCode, Decoder, Encoder } from './protocol.ts'

/**
 * Bounds what a user sends. kafkajs has no such request (AlterClientQuotas, KIP-546; version 1).
 *
 * @throws MessagingError `KAFKA_QUOTA_REFUSED`
 */
export async function putQuota(cluster: Cluster, user: string, bytesPerSecond: number): Promise<void> {
  const encode = async () =>
    new Encoder()
      .writeUVarInt(0) // the header's tagged fields, which begin a request of this age
      .writeUVarInt(2) // one entry: a compact array says its length plus one
      .writeUVarInt(2)
      .writeUVarIntString('user')
      .writeUVarIntString(user)
      .writeUVarInt(0)
      .writeUVarInt(2)
      .writeUVarIntString(producerQuota)
      .writeDouble(bytesPerSecond)
      .writeBoolean(false) // set, not removed
      .writeUVarInt(0)
      .writeUVarInt(0)
      .writeBoolean(false) // done, not only looked at
      .writeUVarInt(0)
  const broker = await cluster.findControllerBroker()
  const { code, message } = await broker.connectionPool.send({
    request: { apiKey: 49, apiVersion: 1, apiName: 'AlterClientQuotas', encode },
    response: { decode, parse: async answer => answer },
  })
  if (code === 0) return
  if (code === refusalNamed('CLUSTER_AUTHORIZATION_FAILED').code) throw createErrorFromCode(code)
  throw quotaRefused(user, message ?? String(code))
}

async function decode(bytes: Buffer) {
  const decoder = new Decoder(bytes)
  decoder.readUVarInt() // the header's tagged fields
  decoder.readInt32() // milliseconds of throttling
  decoder.readUVarInt() // one result
  return { code: decoder.readInt16(), message: decoder.readUVarIntString() }
}
