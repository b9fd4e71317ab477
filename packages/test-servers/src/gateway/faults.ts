import type { GatewaySettings } from './settings.ts'

/** What becomes of one call. */
export type Fault = 'none' | 'error' | 'lost' | 'silent' | 'duplicate' | 'garbled'

const rates = {
  error: 'errorRate',
  lost: 'lostRate',
  silent: 'silentRate',
  duplicate: 'duplicateRate',
  garbled: 'garbledRate',
} as const satisfies Record<Exclude<Fault, 'none'>, keyof GatewaySettings>

/** Draws at most one fault: rates add up, and what is left of 1 is a sound call. */
export function drawFault(settings: GatewaySettings, random: () => number): Fault {
  let drawn = random()
  for (const [fault, rate] of Object.entries(rates)) {
    if (drawn < settings[rate]) return fault as Fault
    drawn -= settings[rate]
  }
  return 'none'
}

export const drawLatency = ({ latencyMs, jitterMs }: GatewaySettings, random: () => number) =>
  latencyMs + jitterMs * random()
