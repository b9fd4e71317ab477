// Generated from the services' routes: do not edit, run `npm run check -- --fix`.

export type IsReadyResponse = {
  readonly status: "ok" | "unavailable"
  /** Of the process that answers: it may be another than was asked. */
  readonly pid: number
  readonly checks: Readonly<Record<string, {
    readonly ok: boolean
    readonly detail?: string
  }>>
}

export type PlaceOrderResponse = {
  readonly orderId: string
  readonly status: "PENDING"
}

export type Order = {
  readonly orderId: string
  readonly customerId: string
  readonly items: readonly ({
    /** A product of the catalogue, such as prod-1 */
    readonly productId: string
    readonly quantity: number
  })[]
  readonly currency: string
  readonly destinationCountry?: string
  readonly status: "PENDING" | "STOCK_RESERVED" | "PAID" | "CANCEL_PENDING" | "COMPLETED" | "REJECTED" | "CANCELLED"
  /** Why it was rejected or cancelled, or is to be, as a code */
  readonly reason?: string
  readonly total?: {
    /** Minor units */
    readonly amount: number
    readonly currency: string
  }
  readonly correlationId: string
  readonly createdAt: string
  readonly updatedAt: string
}

export type ListDeadLettersResponse = {
  readonly deadLetters: readonly ({
    /** <dead-letter topic>/<partition>/<offset> */
    readonly id: string
    readonly service: string
    /** The topic that it lay on */
    readonly topic: string
    readonly reason: string
    readonly detail: string
    /** When it was set aside */
    readonly at: string
    readonly type?: string
    readonly eventId?: string
    readonly key: string | null
    /** How often it had been sent back before it came here */
    readonly redriveCount: number
    /** Who sent this one back, and when */
    readonly redriven?: {
      readonly by: string
      readonly at: string
    }
    /** Why it cannot be sent back */
    readonly refusal?: string
  })[]
  readonly next?: string
}

export type GetDeadLetterSummaryResponse = {
  readonly groups: readonly ({
    readonly service: string
    /** The topic that they lay on */
    readonly topic: string
    readonly reason: string
    readonly letters: number
    /** Those that nobody has sent back */
    readonly open: number
    /** When the first of them was set aside */
    readonly oldest: string
    readonly newest: string
  })[]
  /** There are more than one request counts: what is behind this `after` */
  readonly next?: string
}

export type ListRedrivesResponse = {
  readonly redrives: readonly ({
    readonly by: string
    readonly at: string
    /** Where they went */
    readonly topic: string
    /** Why they had been set aside */
    readonly reason: string
    /** How many went at that time */
    readonly letters: number
  })[]
  readonly next?: string
}

export type GetDeadLetterResponse = {
  /** <dead-letter topic>/<partition>/<offset> */
  readonly id: string
  readonly service: string
  /** The topic that it lay on */
  readonly topic: string
  readonly reason: string
  readonly detail: string
  /** When it was set aside */
  readonly at: string
  readonly type?: string
  readonly eventId?: string
  readonly key: string | null
  /** How often it had been sent back before it came here */
  readonly redriveCount: number
  /** Who sent this one back, and when */
  readonly redriven?: {
    readonly by: string
    readonly at: string
  }
  /** Why it cannot be sent back */
  readonly refusal?: string
  /** As they lie on the dead-letter topic */
  readonly headers: Readonly<Record<string, string>>
  readonly valueBase64: string | null
}

export type RedriveDeadLettersResponse = {
  readonly dryRun: boolean
  readonly redriven: number
  readonly already: number
  readonly refused: number
  readonly results: readonly ({
    readonly id: string
    readonly status: "redriven" | "already" | "refused"
    readonly target: string
    /** 1 the first time that the message is sent back */
    readonly count: number
    readonly detail?: string
  })[]
  readonly next?: string
  /** What was set aside from then on is left out: as `until` of the filter it means the same ones again */
  readonly until?: string
}

export type GetOutboxResponse = {
  /** Rows that the broker has not acknowledged */
  readonly unsent: number
  readonly topics: readonly ({
    readonly topic: string
    readonly rows: number
    /** When the oldest of them was appended */
    readonly since: string
    /** Why all of its rows wait */
    readonly held?: {
      /** Kafka's name of the error */
      readonly code: string
      readonly reason: string
      /** What ends it */
      readonly until: string
      /** When it was refused first */
      readonly since: string
      readonly tries: number
      /** When it is tried again; null: when it is released */
      readonly nextTry: string | null
    }
  })[]
  readonly keys: readonly ({
    readonly topic: string
    /** Empty for rows without a key */
    readonly key: string
    /** The row that was refused */
    readonly seq: string
    /** How many rows of this key wait */
    readonly rows: number
    /** False for the first seconds */
    readonly quarantined: boolean
    /** Kafka's name of the error */
    readonly code: string
    readonly reason: string
    /** What ends it */
    readonly until: string
    /** When it was refused first */
    readonly since: string
    readonly tries: number
    /** When it is tried again; null: when it is released */
    readonly nextTry: string | null
  })[]
  /** How many keys are held back in all, of the topic if one is given */
  readonly keysInAll: number
  readonly next?: string
}

export type GetOutboxRowResponse = {
  readonly seq: string
  readonly topic: string
  /** Rows of one key keep their order */
  readonly key: string | null
  /** When it was appended */
  readonly since: string
  readonly headers: Readonly<Record<string, string>>
  /** What is to be sent */
  readonly valueBase64: string | null
  /** Rows of its key that wait behind it */
  readonly behind: number
  /** Why its key waits */
  readonly keyHeld?: {
    readonly seq: string
    /** Kafka's name of the error */
    readonly code: string
    readonly reason: string
    /** What ends it */
    readonly until: string
    /** When it was refused first */
    readonly since: string
    readonly tries: number
    /** When it is tried again; null: when it is released */
    readonly nextTry: string | null
  }
  /** Why its topic waits */
  readonly topicHeld?: {
    /** Kafka's name of the error */
    readonly code: string
    readonly reason: string
    /** What ends it */
    readonly until: string
    /** When it was refused first */
    readonly since: string
    readonly tries: number
    /** When it is tried again; null: when it is released */
    readonly nextTry: string | null
  }
}

export type ReleaseOutboxResponse = {
  /** Keys that are tried again now */
  readonly keys: number
  /** Topics that are tried again now */
  readonly topics: number
}

export type GetLogResponse = {
  readonly lines: readonly ({
    readonly time: string
    readonly level: "warn" | "error" | "fatal"
    readonly message: string
    /** All else that the line says, as JSON; cut off at 2,000 characters */
    readonly details: string
  })[]
}

export type Product = {
  readonly productId: string
  readonly name: string
  readonly unitPrice: {
    /** Minor units */
    readonly amount: number
    readonly currency: string
  }
  readonly available: number
  readonly reserved: number
  readonly sold: number
}
