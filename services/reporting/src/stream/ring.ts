/** A frame as it is sent. */
export interface Numbered {
  readonly id: number
  /** When it was made, in milliseconds of any clock that only goes forward. */
  readonly at: number
  /** The frame as JSON. */
  readonly json: string
}

export interface Ring {
  push(frame: Numbered): void
  /** The frame behind the one of this id; undefined if that is the newest, or neither is there any more. */
  after(id: number): Numbered | undefined
  /** Whether the frame of this id is still there, so that nothing behind it is missing. */
  has(id: number, now: number): boolean
  newest(): Numbered | undefined
}

/** The frames of the last while, with ids that follow one another. */
export function createRing(keepMs: number): Ring {
  let frames: Numbered[] = []
  const place = (id: number) => id - (frames[0]?.id ?? 0)
  return {
    push(frame) {
      const old = frames.findIndex(({ at }) => at > frame.at - keepMs)
      frames = old === 0 ? frames : frames.slice(old < 0 ? frames.length : old)
      frames.push(frame)
    },
    after: id => frames[place(id) + 1],
    has(id, now) {
      const frame = frames[place(id)]
      return frame !== undefined && frame.at > now - keepMs
    },
    newest: () => frames.at(-1),
  }
}
