/**
 * An event of one version as it lies on its topic, recorded once and never changed: what was published then has
 * to be understood for ever. `value` is the message's text to the byte.
 */
export interface GoldenEvent {
  readonly topic: string
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly value: string
}
