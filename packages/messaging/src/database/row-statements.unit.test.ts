import { expect, test } from 'vitest'
import { insertRows, updateRows } from './row-statements.ts'

interface Row {
  readonly id: string
  readonly pieces: number
}
const columns = {
  id: ['text', (row: Row) => row.id],
  pieces: ['integer', (row: Row) => row.pieces],
} as const

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
const rows = [
  { id: 'a', pieces: 1 },
  { id: 'b', pieces: 2 },
]

test('rows are inserted with one statement, the same for any number of them', () => {
  const insert = insertRows<Row>('sold_pieces', columns, 'ON CONFLICT (id) DO NOTHING')
  const [statement, ...more] = insert(rows)
  expect(more).toEqual([])
  expect(statement).toMatchObject({
    name: 'sold-pieces-insert',
    values: [
      ['a', 'b'],
      [1, 2],
    ],
  })
  expect(oneLine(statement?.text ?? '')).toBe(
    'INSERT INTO sold_pieces AS t (id, pieces) ' +
      'SELECT id, pieces FROM unnest($1::text[], $2::integer[]) AS n (id, pieces) ON CONFLICT (id) DO NOTHING',
  )
  expect(insert(rows.slice(1))).toMatchObject([{ name: statement?.name, text: statement?.text }])
})

test('rows are updated by their key, each column as given unless an expression says otherwise', () => {
  const update = updateRows<Row>('sold', 'id', {
    ...columns,
    pieces: ['integer', row => row.pieces, 't.pieces + n.pieces'],
  })
  expect(update(rows).map(({ text }) => oneLine(text))).toEqual([
    'UPDATE sold t SET pieces = t.pieces + n.pieces FROM unnest($1::text[], $2::integer[]) AS n (id, pieces) WHERE t.id = n.id',
  ])
})

test('no rows, no statement', () => {
  expect([...insertRows('sold', columns)([]), ...updateRows('sold', 'id', columns)([])]).toEqual([])
})
