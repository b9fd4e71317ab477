/** Keywords of JSON Schema draft-07, by what they hold. Keywords in no list are compared as plain values. */

/** They say nothing about events. At the root, `title` does: it is the event's type on the wire. */
export const annotations = new Set([
  'title',
  'description',
  'examples',
  '$comment',
  'readOnly',
  'writeOnly',
  'deprecated',
])

/** Schemas that mean something only where a `$ref` leads to them. */
export const holders = new Set(['definitions', '$defs'])

/** A schema, or a list of schemas. */
export const schemaKeywords = new Set([
  'items',
  'additionalItems',
  'contains',
  'additionalProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
  'allOf',
  'anyOf',
  'oneOf',
])

/** Names with a schema each; in `dependencies` it may be a list of names. */
export const schemaMaps = new Set(['properties', 'patternProperties', 'dependencies'])

/** Lists whose order means nothing. */
export const setKeywords = new Set(['required', 'enum', 'type'])

/** They judge an event beside `properties` and `items`; if one changes, so may anything. */
export const combinators = new Set([
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'dependencies',
  'patternProperties',
  'propertyNames',
  'additionalItems',
])
