/** How a field is written: https://protobuf.dev/programming-guides/encoding/ */
const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

const utf8 = new TextEncoder()

/** Writes messages of protobuf, field by field. A field within a message is written between its `open` and `close`. */
export class ProtobufWriter {
  #bytes: Uint8Array
  #view: DataView
  #at = 0

  /** @param expected how many bytes it will be, about: it grows beyond */
  constructor(expected: number) {
    this.#bytes = new Uint8Array(Math.max(expected, 64))
    this.#view = new DataView(this.#bytes.buffer)
  }

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at)
  }

  /** Begins a message; what is returned closes it. */
  open(field: number): number {
    this.#tag(field, wire.bytes)
    return this.#at++ // most lengths take a byte; `close` makes room for others
  }

  close(from: number): void {
    const length = this.#at - from - 1
    if (length > 127) {
      const more = Math.floor(Math.log2(length) / 7)
      this.#room(more)
      this.#bytes.copyWithin(from + 1 + more, from + 1, this.#at)
      this.#at += more
    }
    this.#varintAt(from, length)
  }

  text(field: number, text: string): void {
    const from = this.open(field)
    const { length } = text
    this.#room(3 * length + 4)
    const bytes = this.#bytes
    let code = 0
    // Nearly all are short and ASCII, and copied faster here than by an encoder.
    for (let i = 0; i < length && code < 128; i++) {
      code = text.charCodeAt(i)
      bytes[from + 1 + i] = code
    }
    this.#at += code < 128 ? length : utf8.encodeInto(text, bytes.subarray(this.#at)).written
    this.close(from)
  }

  /** Bytes that are given as lower-case hexadecimal digits. */
  hex(field: number, digits: string): void {
    const from = this.open(field)
    const length = digits.length >> 1
    this.#room(length)
    const bytes = this.#bytes
    for (let i = 0; i < length; i++)
      bytes[from + 1 + i] = (digit(digits, 2 * i) << 4) | digit(digits, 2 * i + 1)
    this.#at += length
    this.close(from)
  }

  /** A whole number from 0 on. */
  varint(field: number, value: number): void {
    this.#tag(field, wire.varint)
    this.#at = this.#varintAt(this.#at, value)
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, wire.fixed32)
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
  }

  fixed64(field: number, value: bigint): void {
    this.#tag(field, wire.fixed64)
    this.#view.setBigUint64(this.#at, value, true)
    this.#at += 8
  }

  double(field: number, value: number): void {
    this.#tag(field, wire.fixed64)
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  #tag(field: number, type: number): void {
    this.#room(16) // the longest number and its tag
    this.#at = this.#varintAt(this.#at, (field << 3) | type)
  }

  #varintAt(at: number, value: number): number {
    let rest = value
    let end = at
    while (rest > 127) {
      this.#bytes[end++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[end++] = rest
    return end
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return
    const larger = new Uint8Array(2 * (this.#at + bytes))
    larger.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}

function digit(digits: string, at: number): number {
  const code = digits.charCodeAt(at)
  return code > 0x39 ? code - 0x57 : code - 0x30 // a is 0x61
}
