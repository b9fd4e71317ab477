/** One field of a protobuf message, not yet interpreted: a number, or the bytes of a text or of another message. */
export interface Field {
  readonly number: number
  readonly value: bigint | Buffer
}

/**
 * The fields of a message in the protobuf wire format (https://protobuf.dev/programming-guides/encoding/), as far as
 * OTLP uses it: no groups.
 */
export function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = message[at++]
      if (byte === undefined) throw new RangeError('The message ends within a number.')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const bytes = (length: number): Buffer => {
    if (at + length > message.length) throw new RangeError('The message ends within a field.')
    at += length
    return message.subarray(at - length, at)
  }
  while (at < message.length) {
    const tag = Number(varint())
    const number = tag >> 3
    switch (tag & 7) {
      case 0:
        fields.push({ number, value: varint() })
        break
      case 1:
        fields.push({ number, value: bytes(8).readBigUInt64LE() })
        break
      case 2:
        fields.push({ number, value: bytes(Number(varint())) })
        break
      case 5:
        fields.push({ number, value: BigInt(bytes(4).readUInt32LE()) })
        break
      default:
        throw new RangeError(`Wire type ${tag & 7} of field ${number} is not expected.`)
    }
  }
  return fields
}
