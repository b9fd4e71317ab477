/** Where a batch's parts begin: https://kafka.apache.org/documentation/#recordbatch */
export const place = {
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  /** From here on the checksum counts. */
  attributes: 21,
  lastOffsetDelta: 23,
  firstTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  firstSequence: 53,
  count: 57,
  records: 61,
} as const

export const flag = { codec: 0x07, logAppendTime: 0x08, transaction: 0x10, control: 0x20 } as const
