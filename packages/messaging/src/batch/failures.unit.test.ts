import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { connectionFault, DatabaseUnavailable, isDatabaseUnavailable, sqlState } from '../database/errors.ts'
import { classes, codes } from '../database/sqlstates.ts'
import { describe as describeError, MessagingError } from '../errors.ts'
import { classify } from './failures.ts'

function fromPostgres(code: string): Error {
  const error = new pg.DatabaseError('refused', 1, 'error')
  return Object.assign(error, { severity: 'ERROR', code })
}
const withCode = (code: string) => Object.assign(new Error(code), { code })

describe('by SQLSTATE', () => {
  test.each([
    ['40001', 'conflict', 'none', 'serialization_failure'],
    ['40P01', 'conflict', 'none', 'deadlock_detected'],
    ['23505', 'conflict', 'none', 'unique_violation'],
    ['55P03', 'locked', 'none', 'lock_not_available'],
    ['21000', 'data', 'none', 'cardinality_violation'],
    ['22001', 'data', 'none', 'string_data_right_truncation'],
    ['22003', 'data', 'none', 'numeric_value_out_of_range'],
    ['22021', 'data', 'none', 'character_not_in_repertoire'],
    ['22P02', 'data', 'none', 'invalid_text_representation'],
    ['22P05', 'data', 'none', 'untranslatable_character'],
    ['23502', 'data', 'none', 'not_null_violation'],
    ['23503', 'data', 'none', 'foreign_key_violation'],
    ['23514', 'data', 'none', 'check_violation'],
    ['44000', 'data', 'none', 'with_check_option_violation'],
    ['54000', 'data', 'none', 'program_limit_exceeded'],
    ['08006', 'infrastructure', 'lost', 'connection_failure'],
    ['08007', 'infrastructure', 'lost', 'transaction_resolution_unknown'],
    ['08P01', 'infrastructure', 'lost', 'protocol_violation'],
    ['0A000', 'infrastructure', 'state', 'feature_not_supported: cached plan must not change result type'],
    ['25006', 'infrastructure', 'state', 'read_only_sql_transaction'],
    ['25P01', 'infrastructure', 'state', 'no_active_sql_transaction'],
    ['25P02', 'infrastructure', 'state', 'in_failed_sql_transaction'],
    ['25P03', 'infrastructure', 'lost', 'idle_in_transaction_session_timeout'],
    ['25P04', 'infrastructure', 'lost', 'transaction_timeout'],
    ['26000', 'infrastructure', 'state', 'invalid_sql_statement_name'],
    ['28P01', 'infrastructure', 'lost', 'invalid_password'],
    ['3D000', 'infrastructure', 'lost', 'invalid_catalog_name'],
    ['40003', 'infrastructure', 'lost', 'statement_completion_unknown'],
    ['42501', 'infrastructure', 'state', 'insufficient_privilege'],
    ['42703', 'infrastructure', 'state', 'undefined_column'],
    ['42883', 'infrastructure', 'state', 'undefined_function'],
    ['42P01', 'infrastructure', 'state', 'undefined_table'],
    ['42P05', 'infrastructure', 'state', 'duplicate_prepared_statement'],
    ['53100', 'infrastructure', 'none', 'disk_full'],
    ['53200', 'infrastructure', 'lost', 'out_of_memory'],
    ['53300', 'infrastructure', 'lost', 'too_many_connections'],
    ['55000', 'infrastructure', 'state', 'object_not_in_prerequisite_state'],
    ['57014', 'infrastructure', 'none', 'query_canceled'],
    ['57P01', 'infrastructure', 'lost', 'admin_shutdown'],
    ['57P02', 'infrastructure', 'lost', 'crash_shutdown'],
    ['57P03', 'infrastructure', 'lost', 'cannot_connect_now'],
    ['57P05', 'infrastructure', 'lost', 'idle_session_timeout'],
    ['58030', 'infrastructure', 'state', 'io_error'],
    ['P0001', 'infrastructure', 'none', 'raise_exception'],
    ['XX000', 'infrastructure', 'state', 'internal_error'],
    ['ZZ999', 'infrastructure', 'lost', 'a code that no server is known to have'],
  ])('%s: the batch meets %s, the connection %s (%s)', (code, failure, connection) => {
    const error = fromPostgres(code)
    expect(classify(error)).toBe(failure)
    expect(connectionFault(error)).toBe(connection)
    expect(sqlState(error)).toBe(code)
    expect(isDatabaseUnavailable(error)).toBe(failure !== 'data' && code !== '23505')
  })

  // PostgreSQL 18, appendix A.
  const appendix = `00 01 02 03 08 09 0A 0B 0F 0L 0P 0Z 10 20 21 22 23 24 25 26 27 28 2B 2D 2F 34 38 39 3B 3D 3F 40 42 44
    53 54 55 57 58 72 F0 HV P0 XX`
  test('each class of the manual has a row, with its reason', () => {
    expect(Object.keys(classes).sort()).toEqual(appendix.split(/\s+/).sort())
    for (const { why } of Object.values({ ...classes, ...codes })) expect(why).not.toBe('')
  })
})

describe('without SQLSTATE', () => {
  test.each([
    ['a bug: TypeError', new TypeError('x is undefined'), 'data'],
    ['a bug: RangeError', new RangeError('invalid array length'), 'data'],
    ['a bug: SyntaxError', new SyntaxError('unexpected token'), 'data'],
    ['an error of our own', new MessagingError('EVENT_INVALID', 'invalid'), 'data'],
    ['a database that is away', new DatabaseUnavailable('away'), 'infrastructure'],
    ['a refused connection', withCode('ECONNREFUSED'), 'infrastructure'],
    ['several of them', new AggregateError([withCode('ECONNREFUSED')]), 'infrastructure'],
    ['a connection that ended', new Error('Connection terminated unexpectedly'), 'infrastructure'],
    ['a code of 23 that is not from PostgreSQL', withCode('23514'), 'infrastructure'],
    ['not even an error', 'text', 'infrastructure'],
    ['nothing', undefined, 'infrastructure'],
  ])('%s', (_, error, failure) => {
    expect(classify(error)).toBe(failure)
    expect(connectionFault(error)).toMatch(failure === 'data' ? /none/ : /none|lost/)
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
