import { expect, test } from 'vitest'
import { typeOf } from './answers.ts'

test.each([
  [{ type: 'string' }, 'string'],
  [{ type: 'integer' }, 'number'],
  [{ enum: ['open', 'redriven'] }, '"open" | "redriven"'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
  [{ type: 'array', items: { enum: ['a', 'b'] } }, 'readonly ("a" | "b")[]'],
  [{ type: 'object', additionalProperties: { type: 'boolean' } }, 'Readonly<Record<string, boolean>>'],
  [
    {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'string', description: 'Whose it is' },
        of: { type: 'object', properties: {} },
      },
    },
    '{\n  /** Whose it is */\n  readonly id: string\n  readonly of?: {\n  }\n}',
  ],
])('a schema %j is the type %s', (schema, type) => {
  expect(typeOf(schema, 'X')).toBe(type)
})

test('what it does not know is named, not guessed', () => {
  expect(() => typeOf({ type: 'object', properties: { a: {} } }, 'X')).toThrow('the schema X/a')
})
