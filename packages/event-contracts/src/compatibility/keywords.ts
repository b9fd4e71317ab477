/**
 * Keywords of JSON Schema, from draft-06 to draft 2020-12, by what they hold. No word means two things that differ in
 * what is done with it here, so one table serves all drafts. Keywords in no list are compared as plain values.
 */

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
  'prefixItems',
  'additionalItems',
  'unevaluatedItems',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'contentSchema',
  'not',
  'if',
  'then',
  'else',
  'allOf',
  'anyOf',
  'oneOf',
])

/** Names with a schema each; in `dependencies` and `dependentRequired` it may be a list of names. */
export const schemaMaps = new Set([
  'properties',
  'patternProperties',
  'dependencies',
  'dependentRequired',
  'dependentSchemas',
])

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
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'propertyNames',
  'prefixItems',
  'additionalItems',
  'unevaluatedItems',
  'unevaluatedProperties',
])

/** Values of events, in which a word is no keyword. */
export const valueKeywords = new Set(['const', 'enum', 'default', 'examples'])

/** What says which schema this is, and how it is called elsewhere. */
export const identifiers = new Set(['$schema', '$id', '$anchor', '$dynamicAnchor'])
