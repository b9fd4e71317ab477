import { versionIn } from './contract.ts'
import { EventError } from './errors.ts'
import { requiresText } from './required-text.ts'
import type { EventTable, Row, Version } from './table.ts'

/**
 * @throws EventError `EVENT_TABLE_INVALID`, `EVENT_VERSION_UNKNOWN`: the first thing in a table that cannot be, in a sentence
 * that says what to write instead
 */
export function checkTable(namespace: string, table: EventTable): void {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(namespace)) {
    throw invalid(`the namespace ${JSON.stringify(namespace)} is to be of small letters, digits and hyphens`)
  }
  const typeOf = new Map<string, string>()
  for (const [type, row] of Object.entries(table)) {
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(type)) {
      throw invalid(`${JSON.stringify(type)} is to be a name of letters and digits, such as BookingRequested`)
    }
    for (const version of [row, ...(row.older ?? [])]) {
      checkVersion(type, row, version)
      const other = typeOf.get(version.topic)
      if (other !== undefined) {
        throw invalid(
          `${type} and ${other} have the same topic ${version.topic}; give each version of each event its own`,
        )
      }
      typeOf.set(version.topic, type)
    }
    checkSteps(type, row)
  }
}

function checkVersion(type: string, { key }: Row, { topic, schema, quick, thorough }: Version): void {
  if (!/^[A-Za-z0-9._-]+\.v[1-9]\d*$/.test(topic ?? '')) {
    throw invalid(
      `${type} has the topic ${JSON.stringify(topic)}; let it end in its version, such as booking.requested.v1, and be of letters, digits, dots and hyphens`,
    )
  }
  if (typeof schema !== 'object' || schema === null) {
    throw invalid(`${topic} has no schema; give it the JSON Schema of its data`)
  }
  if (typeof key !== 'string' || !requiresText(schema, key)) {
    throw invalid(
      `${type} has the key ${JSON.stringify(key)}, but the schema of ${topic} does not require such a string; name a property that it does`,
    )
  }
  if ((quick === undefined) !== (thorough === undefined)) {
    throw invalid(`${topic} has one generated validator; give it both, quick and thorough, or none`)
  }
}

/** Every version is converted to the next one: a gap would leave events that nobody can read. */
function checkSteps(type: string, { topic, older = [] }: Row): void {
  let newer = versionIn(topic)
  for (const version of older) {
    const number = versionIn(version.topic)
    if (number !== newer - 1 || typeof version.upcast !== 'function') {
      throw new EventError(
        'EVENT_VERSION_UNKNOWN',
        `nothing converts ${type} from version ${newer - 1} to ${newer}; give \`older\` the versions newest first and without a gap, each with its upcast`,
      )
    }
    newer = number
  }
}

const invalid = (sentence: string) => new EventError('EVENT_TABLE_INVALID', sentence)
