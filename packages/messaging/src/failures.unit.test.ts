import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { DatabaseUnavailable, describe as describeError, MessagingError } from './errors.ts'
import { classify, sqlState } from './failures.ts'

function fromPostgres(code: string): Error {
  const error = new pg.DatabaseError('refused', 1, 'error')
  return Object.assign(error, { severity: 'ERROR', code })
}
const withCode = (code: string) => Object.assign(new Error(code), { code })

describe('by SQLSTATE', () => {
  test.each([
    ['40001', 'conflict', 'serialization_failure'],
    ['40P01', 'conflict', 'deadlock_detected'],
    ['23505', 'conflict', 'unique_violation'],
    ['55P03', 'conflict', 'lock_not_available'],
    ['22001', 'data', 'string_data_right_truncation'],
    ['22003', 'data', 'numeric_value_out_of_range'],
    ['22021', 'data', 'character_not_in_repertoire'],
    ['22P02', 'data', 'invalid_text_representation'],
    ['22P05', 'data', 'untranslatable_character'],
    ['23502', 'data', 'not_null_violation'],
    ['23503', 'data', 'foreign_key_violation'],
    ['23514', 'data', 'check_violation'],
    ['08006', 'infrastructure', 'connection_failure'],
    ['25006', 'infrastructure', 'read_only_sql_transaction'],
    ['28P01', 'infrastructure', 'invalid_password'],
    ['3D000', 'infrastructure', 'invalid_catalog_name'],
    ['40003', 'infrastructure', 'statement_completion_unknown'],
    ['42P01', 'infrastructure', 'undefined_table'],
    ['53100', 'infrastructure', 'disk_full'],
    ['53300', 'infrastructure', 'too_many_connections'],
    ['57014', 'infrastructure', 'query_canceled'],
    ['57P01', 'infrastructure', 'admin_shutdown'],
    ['57P03', 'infrastructure', 'cannot_connect_now'],
    ['XX000', 'infrastructure', 'internal_error'],
  ])('%s is %s (%s)', (code, failure) => {
    expect(classify(fromPostgres(code))).toBe(failure)
    expect(sqlState(fromPostgres(code))).toBe(code)
  })
})

describe('without SQLSTATE', () => {
  test.each([
    ['a bug: TypeError', new TypeError('x is undefined'), 'data'],
    ['a bug: RangeError', new RangeError('invalid array length'), 'data'],
    ['a bug: SyntaxError', new SyntaxError('unexpected token'), 'data'],
    ['an error of our own', new MessagingError('EVENT_INVALID', 'invalid'), 'data'],
    ['a refused connection', withCode('ECONNREFUSED'), 'infrastructure'],
    ['several of them', new AggregateError([withCode('ECONNREFUSED')]), 'infrastructure'],
    ['a connection that ended', new Error('Connection terminated unexpectedly'), 'infrastructure'],
    ['a code of 23 that is not from PostgreSQL', withCode('23514'), 'infrastructure'],
    ['not even an error', 'text', 'infrastructure'],
    ['nothing', undefined, 'infrastructure'],
  ])('%s', (_, error, failure) => {
    expect(classify(error)).toBe(failure)
    expect(sqlState(error)).toBeUndefined()
  })
})

test.each([
  [new Error('no'), 'no'],
  ['text', 'text'],
  [undefined, 'undefined'],
  [new AggregateError([new Error('one'), new Error('two')]), 'one; two'],
  [new AggregateError([new Error('one')], 'all failed'), 'all failed'],
])('describe(%o) is one line: %s', (error, line) => {
  expect(describeError(error)).toBe(line)
})

test('DatabaseUnavailable has a code, the cause, and when to try again', () => {
  const cause = withCode('ECONNREFUSED')
  expect(new DatabaseUnavailable(cause)).toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    retryAfterSeconds: 1,
    cause,
    message: 'The database did not answer: ECONNREFUSED. Try again.',
  })
})
