/**
 * What a plain object has under a name that comes from an address or from data: `constructor` is no entry of its own.
 *
 * @returns undefined if it has none
 */
export const own = <Value>(of: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined
