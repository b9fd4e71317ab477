/** What a common cloud asks for, in US dollars: change them to yours. Docs and pages are made from these very values. */
export const prices = {
  /** AWS Fargate, Linux on x86, US East (N. Virginia), on demand, as published in March 2026. */
  perVcpuHour: 0.04048,
  perMemoryGbHour: 0.004445,
  /** An assumption: EBS gp3 of the same region. */
  perStoredGbMonth: 0.08,
  /** An assumption: a gigabyte from one zone to another, both ends. */
  perGbBetweenZones: 0.02,
} as const

/** How it is deployed: assumptions, all of them. */
export const deployment = {
  /** The share of the processors paid for that works. */
  utilisation: 0.5,
  /** The write-ahead log goes to one standby in another zone, and is archived once. */
  walTransfers: 1,
  walCopies: 1,
  /** Kafka's log goes to two followers in other zones, and is kept three times. */
  kafkaTransfers: 2,
  kafkaCopies: 3,
  /** Both are kept for so long. */
  daysKept: 7,
} as const

export interface Used {
  /** Processor time per order, in µs. */
  readonly cpuMicros: number
  /** Megabytes of the services, held all the time. */
  readonly residentMb: number
  /** How many orders share that memory. */
  readonly ordersPerSecond: number
  /** Per order; not known of a peer. */
  readonly walBytes?: number | undefined
  readonly kafkaBytes?: number | undefined
}

/** What a thousand orders cost, in US cents. A part that is not known costs NaN. */
export function centsPerThousand(used: Used) {
  const { walTransfers, walCopies, kafkaTransfers, kafkaCopies, utilisation } = deployment
  const bytes = (perOrder = Number.NaN, transfers: number, copies: number) =>
    (perOrder / 1e6) *
    (transfers * prices.perGbBetweenZones + copies * prices.perStoredGbMonth * (deployment.daysKept / 30))
  const dollars = {
    processor: ((used.cpuMicros / 1e3 / 3_600) * prices.perVcpuHour) / utilisation,
    memory: (used.residentMb / 1e3) * (1e3 / used.ordersPerSecond / 3_600) * prices.perMemoryGbHour,
    wal: bytes(used.walBytes, walTransfers, walCopies),
    kafka: bytes(used.kafkaBytes, kafkaTransfers, kafkaCopies),
  }
  const cents = Object.fromEntries(Object.entries(dollars).map(([part, value]) => [part, 100 * value]))
  return cents as Record<keyof typeof dollars, number>
}
