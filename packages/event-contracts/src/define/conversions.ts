import { versionIn } from './contract.ts'
import { EventError } from './errors.ts'
import type { EventTable, OlderVersion } from './table.ts'

interface Versioned {
  readonly type: string
  readonly version: number
}

/** The ways of all events from any version to any other. */
export function createConversions(table: EventTable) {
  const steps = new Map<string, OlderVersion>()
  for (const [type, { older = [] }] of Object.entries(table)) {
    for (const version of older) steps.set(stepName(type, versionIn(version.topic)), version)
  }

  /** Between this version and the next one. */
  function stepAt(type: string, version: number): OlderVersion {
    const step = steps.get(stepName(type, version))
    if (step !== undefined) return step
    throw new EventError(
      'EVENT_VERSION_UNKNOWN',
      `nothing converts ${type} between the versions ${version} and ${version + 1}`,
    )
  }

  /** What is to be done with data of the version, one after the other, until they are of the later one. */
  function upcasts({ type, version: from }: Versioned, toVersion: number): Step[] {
    const versions = Array.from({ length: Math.max(0, toVersion - from) }, (_, n) => from + n)
    return versions.map(version => {
      const step = stepAt(type, version)
      return data => step.upcast(data)
    })
  }

  /** The same towards an earlier version. */
  function downcasts({ type, version: from }: Versioned, toVersion: number): Step[] {
    const versions = Array.from({ length: Math.max(0, from - toVersion) }, (_, n) => from - 1 - n)
    return versions.map(version => {
      const step = stepAt(type, version)
      if (step.downcast !== undefined) return data => step.downcast?.(data)
      throw new EventError(
        'EVENT_VERSION_UNKNOWN',
        `nothing says ${type} in its version ${version}; give ${step.topic} a downcast`,
      )
    })
  }

  return { upcasts, downcasts }
}

/** Data of one version as the next, or the one before, says them. */
type Step = (data: unknown) => unknown

export const converted = (data: unknown, steps: readonly Step[]): unknown =>
  steps.reduce((data, step) => step(data), data)

const stepName = (type: string, version: number) => `${type}.v${version}`
