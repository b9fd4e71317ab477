import { Type } from 'typebox'

/** Control characters have no place in an id, and PostgreSQL refuses NUL. */
const printable = '^[^\\u0000-\\u001f\\u007f]+$'

export const id = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: 100, pattern: printable })
