import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** What kafkajs writes requests with, for those that it does not have. */
export const Encoder = require('kafkajs/src/protocol/encoder') as new () => Encoder
export const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => Decoder
export const { createErrorFromCode } = require('kafkajs/src/protocol/error') as {
  createErrorFromCode: (code: number) => Error
}

export interface Encoder {
  writeInt8(value: number): Encoder
  writeInt32(value: number): Encoder
  writeDouble(value: number): Encoder
  writeBoolean(value: boolean): Encoder
  writeUVarInt(value: number): Encoder
  writeUVarIntString(value: string): Encoder
  writeUVarIntBytes(value: Buffer): Encoder
}

export interface Decoder {
  readInt8(): number
  readInt16(): number
  readInt32(): number
  readUVarInt(): number
  readUVarIntString(): string | null
}
