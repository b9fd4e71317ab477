import { loadModule } from 'libpg-query'
import { beforeAll, describe, expect, it } from 'vitest'
import { obstaclesIn } from './locks.ts'

beforeAll(loadModule)

const whyOf = (sql: string) => obstaclesIn(sql).map(({ why }) => why.slice(0, 24))

describe('what stops the services that run meanwhile', () => {
  it.each([
    ['CREATE INDEX i ON orders (a)', 'stops writers while the '],
    ['ALTER TABLE orders ADD UNIQUE (a)', 'stops writers while the '],
    ['ALTER TABLE orders ALTER COLUMN a TYPE bigint', 'locks out everybody whil'],
    ['ALTER TABLE orders ALTER COLUMN a SET NOT NULL', 'locks out everybody whil'],
    ['ALTER TABLE orders ADD CHECK (a > 0)', 'locks out everybody whil'],
    ['ALTER TABLE orders ADD COLUMN a uuid DEFAULT gen_random_uuid()', 'locks out everybody whil'],
    ['ALTER TABLE orders ADD COLUMN a int GENERATED ALWAYS AS (b + 1) STORED', 'locks out everybody whil'],
    ['ALTER TABLE orders ADD COLUMN a int NOT NULL', 'fails where there are ro'],
    ['ALTER TABLE orders DROP COLUMN a', 'takes away what the rele'],
    ['ALTER TABLE orders RENAME TO o', 'takes away what the rele'],
    ['ALTER TABLE orders RENAME COLUMN a TO b', 'takes away what the rele'],
    ['DROP TABLE orders', 'takes away what the rele'],
    ['TRUNCATE orders', 'takes away what the rele'],
    ['UPDATE orders SET a = 1', 'holds every row that it '],
    ['DELETE FROM orders', 'holds every row that it '],
    [
      'WITH old AS (DELETE FROM orders RETURNING *) INSERT INTO kept SELECT * FROM old',
      'holds every row that it ',
    ],
    ['MERGE INTO orders USING o ON a = b WHEN MATCHED THEN UPDATE SET a = 1', 'holds every row that it '],
    ['ALTER TABLE orders ADD COLUMN a bigserial', 'locks out everybody whil'],
    ['ALTER TABLE orders SET LOGGED', 'locks out everybody whil'],
    ['ALTER TABLE orders SET TABLESPACE fast', 'locks out everybody whil'],
    ['REINDEX TABLE orders', 'stops writers while the '],
  ])('%s', (sql, why) => {
    expect(whyOf(sql)).toEqual([why])
  })

  it('is told with its line and table, each part of a statement by itself', () => {
    const sql =
      '-- ø\nSELECT 1;\n\nALTER TABLE orders\n  ADD CHECK (a > 0), DROP COLUMN b;\nDELETE FROM items;'
    expect(obstaclesIn(sql).map(({ line, table }) => [line, table])).toEqual([
      [4, 'orders'],
      [4, 'orders'],
      [6, 'items'],
    ])
  })
})

describe('what does not', () => {
  it.each([
    'CREATE INDEX CONCURRENTLY i ON orders (a)',
    'ALTER TABLE orders ADD COLUMN a int',
    "ALTER TABLE orders ADD COLUMN a text NOT NULL DEFAULT 'none'",
    'ALTER TABLE orders ADD COLUMN a timestamptz NOT NULL DEFAULT now()',
    'ALTER TABLE orders ADD CHECK (a > 0) NOT VALID',
    'ALTER TABLE orders VALIDATE CONSTRAINT c',
    'ALTER TABLE orders ADD CONSTRAINT c UNIQUE USING INDEX i',
    'ALTER TABLE orders SET (fillfactor = 50)',
    'CREATE TABLE t (a int); CREATE INDEX i ON t (a); ALTER TABLE t ADD CHECK (a > 0); UPDATE t SET a = 1',
    'DROP FUNCTION f; DROP INDEX i; DROP TRIGGER t ON orders',
    'REINDEX TABLE CONCURRENTLY orders',
    'WITH one AS (SELECT 1 AS a) INSERT INTO orders SELECT a FROM one',
    'CREATE FUNCTION f() RETURNS void BEGIN ATOMIC DELETE FROM orders; END',
  ])('%s', sql => {
    expect(obstaclesIn(sql)).toEqual([])
  })

  it('is what is meant so, with a reason right before it, and nothing else', () => {
    const sql = '-- locks: a few rows\nDELETE FROM a;\n-- locks:\nDELETE FROM b;\nDELETE FROM c;'
    expect(obstaclesIn(sql).map(({ table }) => table)).toEqual(['b', 'c'])
  })
})
