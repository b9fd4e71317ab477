/** Why a message cannot be processed: a stable code, and a sentence for the person who looks at it. */
export interface Poison {
  readonly code: string
  readonly detail: string
}

/** What can be wrong with a message so that no one can read it, whatever the service. */
export const unreadable = [
  'BATCH_UNDECODABLE',
  'CONTENT_MODE_UNSUPPORTED',
  'ENVELOPE_INVALID',
  'HEADER_MISSING',
  'HEADER_NOT_TEXT',
  'HEADER_NOT_UTF8',
  'HEADER_REPEATED',
  'HEADER_TOO_LONG',
  'SPECVERSION_UNKNOWN',
  'ID_INVALID',
  'TYPE_UNEXPECTED',
  'VERSION_UNEXPECTED',
  'TIME_INVALID',
  'VALUE_NULL',
  'VALUE_TOO_LARGE',
  'VALUE_TOO_DEEP',
  'VALUE_NUMBER_TOO_LONG',
  'VALUE_NOT_UNICODE',
  'VALUE_NOT_JSON',
  'VALUE_NOT_UTF8',
  'SCHEMA_INVALID',
  'UPCAST_INVALID',
] as const

export const poison = (code: (typeof unreadable)[number], detail: string): { poison: Poison } => ({
  poison: { code, detail },
})
