import { type Conversion, conversions } from './conversions.ts'
import { type Contract, contractOfVersion } from './registry.ts'

/**
 * An event's data as a later version says them, step by step through the versions between.
 * @param data valid against `from`
 * @returns valid against the later version, unless it bounds what the earlier one did not: validate it
 * @throws `EVENT_VERSION_UNKNOWN` if there is no way from one to the other
 */
export function upcast(from: Contract, data: unknown, toVersion: number): unknown {
  let converted = data
  for (let version = from.version; version < toVersion; version++) {
    converted = conversionAt(from, version).upcast(converted)
  }
  return converted
}

/**
 * An event's data as an earlier version says them, for consumers that know no later one.
 * @param data valid against `from`
 * @throws `EVENT_DOWNCAST_IMPOSSIBLE` if the earlier version would say something else, `EVENT_VERSION_UNKNOWN`
 * if there is no way from one to the other
 */
export function downcast(from: Contract, data: unknown, toVersion: number): unknown {
  let converted = data
  for (let version = from.version; version > toVersion; version--) {
    converted = conversionAt(from, version - 1).downcast(converted)
  }
  return converted
}

/** Between this version and the next one. */
function conversionAt({ type }: Contract, version: number): Conversion<unknown, unknown> {
  const topic = contractOfVersion(type, version)?.topic ?? ''
  if (Object.hasOwn(conversions, topic)) {
    return conversions[topic as keyof typeof conversions] as Conversion<unknown, unknown>
  }
  throw new Error(
    `EVENT_VERSION_UNKNOWN: nothing converts ${type} between the versions ${version} and ${version + 1}`,
  )
}
