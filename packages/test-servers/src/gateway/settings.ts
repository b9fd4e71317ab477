import { type Static, Type } from 'typebox'

const rate = (description: string) => Type.Number({ description, minimum: 0, maximum: 1, default: 0 })
const milliseconds = (description: string, byDefault = 0) =>
  Type.Integer({ description, minimum: 0, maximum: 600_000, default: byDefault })

/** What the simulated gateway does to its callers. Rates are shares of the calls, from 0 to 1. */
export const settingsSchema = Type.Object(
  {
    open: Type.Boolean({ description: 'Closed, it answers 503 and charges nobody', default: true }),
    latencyMs: milliseconds('How long each answer takes'),
    jitterMs: milliseconds('Up to so much longer, at random'),
    errorRate: rate('Answered with 500; nobody is charged'),
    lostRate: rate('Charged, and then the connection is cut before the answer'),
    silentRate: rate('Charged, and never answered: the caller has to give up'),
    duplicateRate: rate('Answered, and the same answer sent once more on the connection'),
    duplicateAfterMs: milliseconds('How much later that is'),
    garbledRate: rate('Charged, and answered with something that is no answer'),
    slowMs: milliseconds('How long a customer slow-… is pending, from the first call', 20_000),
    retryAfter: Type.String({
      description:
        'Retry-After of each 202, 500 and 503, as it is sent; empty for none, or for the seconds left of a 202',
      maxLength: 100,
      default: '',
    }),
    testValues: Type.Boolean({ description: 'declined-… and slow-… customers', default: true }),
  },
  { additionalProperties: false },
)

export type GatewaySettings = Static<typeof settingsSchema>

export const defaultSettings: GatewaySettings = {
  open: true,
  latencyMs: 0,
  jitterMs: 0,
  errorRate: 0,
  lostRate: 0,
  silentRate: 0,
  duplicateRate: 0,
  duplicateAfterMs: 0,
  garbledRate: 0,
  slowMs: 20_000,
  retryAfter: '',
  testValues: true,
}
