import { promisify } from 'node:util'
import { constants, zstdCompress, zstdCompressSync } from 'node:zlib'

/**
 * From so many bytes of records on they are compressed: seven events or so. What fewer save is less than what it costs those who
 * write and read them (ADR 68).
 */
export const compressFrom = 4_096
/**
 * Beyond, they are not: a broker limits the compressed size (`max.message.bytes`, 1,048,588 unless told otherwise), and whether
 * it takes a record should not depend on how well that can be compressed.
 */
export const compressTo = 1_000_000
/** So many take 0.2 ms; what takes longer is left to a thread of Node's pool. */
const inPlaceTo = 64 * 1024

const zstd = 4
const inThread = promisify(zstdCompress) as (bytes: Buffer, options: object) => Promise<Buffer>
const options = (bytes: Buffer) => ({
  params: { [constants.ZSTD_c_compressionLevel]: 1 },
  pledgedSrcSize: bytes.length, // readers then need no more room than that
})

/**
 * The records of a batch, compressed with Kafka's codec of that number; undefined where they are better sent as they are.
 */
export async function compress(records: Buffer): Promise<{ codec: number; bytes: Buffer } | undefined> {
  if (records.length < compressFrom || records.length > compressTo) return undefined
  const small = records.length <= inPlaceTo
  const bytes = small
    ? zstdCompressSync(records, options(records))
    : await inThread(records, options(records))
  return bytes.length < records.length ? { codec: zstd, bytes } : undefined
}
