/** What requests are made of, https://kafka.apache.org/protocol: flexible versions alone, whose lengths are varints plus one. */
export class Body {
  #bytes: Buffer
  #at = 0

  /** @param size about how many bytes it will be */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size)
  }

  #room(more: number): number {
    const at = this.#at
    this.#at += more
    if (this.#at > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#at, 2 * this.#bytes.length))
      this.#bytes.copy(larger, 0, 0, at)
      this.#bytes = larger
    }
    return at
  }

  int8(value: number): this {
    this.#bytes.writeInt8(value, this.#room(1))
    return this
  }

  int16(value: number): this {
    this.#bytes.writeInt16BE(value, this.#room(2))
    return this
  }

  int32(value: number): this {
    this.#bytes.writeInt32BE(value, this.#room(4))
    return this
  }

  int64(value: bigint): this {
    this.#bytes.writeBigInt64BE(value, this.#room(8))
    return this
  }

  /** A length plus one, or with 0 the end of a structure: no tagged field follows. */
  varint(value: number): this {
    for (let rest = value; ; rest >>>= 7) {
      const at = this.#room(1)
      this.#bytes[at] = rest > 0x7f ? (rest & 0x7f) | 0x80 : rest
      if (rest <= 0x7f) return this
    }
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value))
  }

  bytes(value: Buffer): this {
    this.varint(value.length + 1)
    value.copy(this.#bytes, this.#room(value.length))
    return this
  }

  each<Item>(items: readonly Item[], write: (item: Item) => void): this {
    this.varint(items.length + 1)
    for (const item of items) {
      write(item)
      this.varint(0)
    }
    return this
  }

  numbers(values: readonly number[]): this {
    this.varint(values.length + 1)
    for (const value of values) this.int32(value)
    return this
  }

  end(): Buffer {
    this.varint(0)
    return this.#bytes.subarray(0, this.#at)
  }
}

/** What answers are made of. */
export class Answer {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  #passed(length: number): number {
    const at = this.#at
    this.#at += length
    return at
  }

  int16 = (): number => this.#bytes.readInt16BE(this.#passed(2))
  int32 = (): number => this.#bytes.readInt32BE(this.#passed(4))
  int64 = (): bigint => this.#bytes.readBigInt64BE(this.#passed(8))

  varint(): number {
    let result = 0
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#bytes.readUInt8(this.#at++)
      result += (byte & 0x7f) * factor
      if (byte <= 0x7f) return result
    }
  }

  /** Empty where there are none. */
  bytes(): Buffer {
    const length = Math.max(0, this.varint() - 1)
    const from = this.#passed(length)
    if (this.#at > this.#bytes.length) throw new RangeError('an answer ends too soon')
    return this.#bytes.subarray(from, this.#at)
  }

  text = (): string => this.bytes().toString()

  each<Item>(read: () => Item): Item[] {
    const items: Item[] = []
    for (let left = this.varint() - 1; left > 0; left--) {
      items.push(read())
      this.tags()
    }
    return items
  }

  /** Passes over the tagged fields at the end of a structure. */
  tags(): void {
    for (let left = this.varint(); left > 0; left--) {
      this.varint()
      this.#passed(this.varint())
    }
  }
}
