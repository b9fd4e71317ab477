import { _, type Ajv, type AnySchemaObject, type CodeKeywordDefinition, str } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import type { JSONSchema4 } from 'json-schema'
import { dateTimePattern, noDateTimePattern } from '../date-time.ts'
import { createAjv, type Dialect } from '../dialects.ts'
import { formats } from '../formats.ts'
import { formats as ownFormats } from '../runtime.ts'
import { codePattern, noCodePattern, noTextPattern, textPattern } from '../text.ts'
import { SchemaFaults } from './faults.ts'
import type { SchemaFile } from './schema-files.ts'

/** Which errors a validator states: the first one, or all. */
export type Thoroughness = 'quick' | 'thorough'

/** A validator for every schema, as text. */
export interface ValidatorCode {
  /** JavaScript that defines a function for each schema, named as its type. */
  readonly code: string
  /** What it takes from `runtime.ts`. */
  readonly runtime: readonly string[]
  /** Whether it needs formats that `runtime.ts` has not. */
  readonly needsFormats: boolean
}

/**
 * A validator for every schema: ajv's standalone code (https://ajv.js.org/standalone.html) with `runtime.ts` in place of
 * ajv's own run time. Those of each dialect are in a scope of their own, as ajv gives both the same names.
 *
 * @throws `VALIDATOR_NEEDS_AJV` when a schema uses a keyword for which `runtime.ts` has nothing yet; SchemaFaults
 */
export function renderValidators(files: readonly SchemaFile[], thoroughness: Thoroughness): ValidatorCode {
  const dialects = [...new Set(files.map(({ dialect }) => dialect))]
  const parts = dialects.map(dialect => {
    const own = files.filter(file => file.dialect === dialect)
    const code = codeOf(own, dialect, thoroughness)
    const names = own.map(({ typeName }) => typeName).join(', ')
    return dialects.length === 1
      ? code
      : `const { ${names} } = (() => {\n${code}\nreturn { ${names} }\n})()\n`
  })
  const code = parts.join('')
  const named = [...code.matchAll(/\bformats(?:\.(\w+)|\["(.*?)"\])/g)].map(
    ([, name, quoted]) => name ?? quoted ?? '',
  )
  return {
    code,
    runtime: ['equal', 'isLonger', 'isShorter', 'isText'].filter(
      name => name !== 'equal' || /\bequal\b/.test(code),
    ),
    needsFormats: named.some(name => !Object.hasOwn(ownFormats, name)),
  }
}

function codeOf(files: readonly SchemaFile[], dialect: Dialect, thoroughness: Thoroughness): string {
  const ajv = newAjv(dialect, thoroughness === 'thorough')
  for (const { topic, schema, path } of files) {
    ajv.addVocabulary(notesIn(schema).filter(name => !Object.hasOwn(ajv.RULES.keywords, name)))
    ajv.addSchema(withoutDialect(inOurWords(schema)), topic)
    compiled(ajv, topic, path)
  }
  const names = Object.fromEntries(files.map(({ typeName, topic }) => [typeName, topic]))
  return withoutAjv(shortened(named(standalone.default(ajv, names))))
}

/** Which dialect it is has been settled by the choice of an ajv, which knows it by one spelling only. */
function withoutDialect({ $schema: _, ...schema }: JSONSchema4): AnySchemaObject {
  return schema as AnySchemaObject
}

function compiled(ajv: Ajv, topic: string, file: string): void {
  try {
    ajv.getSchema(topic)
  } catch (cause) {
    const sentence = `does not compile: ${(cause as Error).message}`
    throw new SchemaFaults([{ code: 'SCHEMA_INVALID', file, pointer: '', sentence }], { cause })
  }
}

/** Notes may stand anywhere; they begin with x-. Anchors are no keyword to ajv's strict mode, though it follows them. */
const notesIn = (schema: object): string[] => [
  '$anchor',
  ...new Set([...JSON.stringify(schema).matchAll(/"(x-[^"\\]+)":/g)].map(([, name]) => name as string)),
]

/**
 * A schema as our validators have it. The pattern beside a date-time is left out: ours take nothing else, and say so in
 * fewer words. That of texts is a keyword of its own, which is faster. What stands beside a pattern as `not` is for
 * other languages, whose `$` is not ours. All of it is held against the schemas by tests.
 */
export function inOurWords<Schema>(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (_, value) => {
    const { pattern, not, ...rest } = Object(value)
    const excluded = not?.pattern
    if (pattern === dateTimePattern && excluded === noDateTimePattern) return rest
    if (pattern === textPattern && excluded === noTextPattern) return { ...rest, text: true }
    return pattern === codePattern && excluded === noCodePattern ? { ...rest, pattern } : value
  })
}

/** The keyword of a text that `textPattern` is left out of. */
export const textKeyword: CodeKeywordDefinition = {
  keyword: 'text',
  type: 'string',
  schemaType: 'boolean',
  before: 'pattern',
  error: { message: 'must be text without control characters' },
  code: cxt => cxt.fail(_`!isText(${cxt.data})`),
}

function newAjv(dialect: Dialect, allErrors: boolean): Ajv {
  const code = { source: true, esm: true, lines: true, optimize: 2, formats: _`formats` }
  const ajv = createAjv(dialect, { allErrors, code, logger: false })
  for (const [name, isValid] of Object.entries(formats)) ajv.addFormat(name, isValid)
  return ajv
    .removeKeyword('maxLength')
    .removeKeyword('minLength')
    .addKeyword(lengthKeyword('maxLength', 'more'))
    .addKeyword(lengthKeyword('minLength', 'fewer'))
    .addKeyword(textKeyword)
}

/** ajv counts the code points of every text; `runtime.ts` only of those whose length leaves it open. */
function lengthKeyword(keyword: 'maxLength' | 'minLength', than: 'more' | 'fewer'): CodeKeywordDefinition {
  const isWrong = keyword === 'maxLength' ? _`isLonger` : _`isShorter`
  return {
    keyword,
    type: 'string',
    schemaType: 'number',
    before: 'pattern', // where ajv's own have their place, so that the first error is the same
    error: {
      message: ({ schemaCode }) => str`must NOT have ${than} than ${schemaCode} characters`,
      params: ({ schemaCode }) => _`{limit: ${schemaCode}}`,
    },
    code: cxt => cxt.fail(_`${isWrong}(${cxt.data}, ${cxt.schemaCode})`),
  }
}

/** ajv numbers the validators; with names instead, a new schema hardly changes the code of the others. */
function named(code: string): string {
  const exported = /^export const (\w+) = (validate\d+);\n/gm
  const names = new Map([...code.matchAll(exported)].map(([, name, numbered]) => [numbered, name]))
  return code.replace(exported, '').replace(/\bvalidate\d+\b/g, numbered => names.get(numbered) ?? numbered)
}

/** Leaves out what nobody reads: the schemas, unless the code refers to them, and the pointers to their parts. */
function shortened(code: string): string {
  return code
    .replace('"use strict";\n', '')
    .replace(/^const (schema\d+) = .*\n/gm, (line, name) =>
      code.match(new RegExp(`\\b${name}\\b`, 'g'))?.length === 1 ? '' : line,
    )
    .replace(/schemaPath:"(?:[^"\\]|\\.)*",/g, '')
}

function withoutAjv(withAjv: string): string {
  const code = withAjv.replaceAll('require("ajv/dist/runtime/equal").default', 'equal')
  const [, needed] = /require\("(.*?)"\)/.exec(code) ?? []
  if (needed === undefined) return code
  throw new Error(`VALIDATOR_NEEDS_AJV: the validators need ${needed}; give src/runtime.ts its equivalent`)
}
