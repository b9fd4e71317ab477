import { _, Ajv, type CodeKeywordDefinition, str } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { dateTimePattern, noDateTimePattern } from '../date-time.ts'
import { formats } from '../runtime.ts'
import { codePattern, noCodePattern, noTextPattern, textPattern } from '../text.ts'
import type { SchemaFile } from './schema-files.ts'

/** Which errors a validator states: the first one, or all. */
export type Thoroughness = 'quick' | 'thorough'

/**
 * A module with a validator for every schema, in a table by topic: ajv's standalone code
 * (https://ajv.js.org/standalone.html) with `runtime.ts` in place of ajv's own run time.
 * Throws `VALIDATOR_NEEDS_AJV` when a schema uses a keyword for which `runtime.ts` has nothing yet.
 */
export function renderValidators(files: readonly SchemaFile[], thoroughness: Thoroughness): string {
  const ajv = newAjv(thoroughness === 'thorough')
  ajv.addSchema(files.map(({ schema }) => inOurWords(schema)))
  const names = Object.fromEntries(files.map(({ typeName, schema }) => [typeName, schema.$id ?? '']))
  const rows = files.map(({ topic, typeName }) => `  '${topic}': ${typeName},\n`).join('')
  return [
    '// @ts-nocheck: JavaScript, as ajv writes it.\n',
    `import { formats, isLonger, isShorter, isText, type Validator } from '@orderflow/event-contracts/runtime'\nimport type { DataByTopic } from './types.ts'\n\n`,
    withoutAjv(shortened(named(standalone.default(ajv, names)))),
    `\nexport const ${thoroughness}: Readonly<Record<keyof DataByTopic, Validator>> = {\n${rows}}\n`,
  ].join('')
}

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

function newAjv(allErrors: boolean): Ajv {
  const code = { source: true, esm: true, lines: true, optimize: 2, formats: _`formats` }
  const ajv = new Ajv({ strict: true, allErrors, code })
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

function withoutAjv(code: string): string {
  const [, needed] = /require\("(.*?)"\)/.exec(code) ?? []
  if (needed === undefined) return code
  throw new Error(`VALIDATOR_NEEDS_AJV: the validators need ${needed}; give src/runtime.ts its equivalent`)
}
