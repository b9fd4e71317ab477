import { expect, test } from 'vitest'
import { verifiedBy } from './verified-by.ts'

const url = 'postgresql://orders_app:p%40ss@order-db-rw.orderflow:5432/orders'

test.each([
  ['no file', undefined, url, url],
  ['a file', '/ca.pem', url, `${url}?sslmode=verify-full&sslrootcert=%2Fca.pem`],
  [
    'a URL that asks for less',
    '/ca.pem',
    `${url}?sslmode=disable`,
    `${url}?sslmode=verify-full&sslrootcert=%2Fca.pem`,
  ],
  [
    'no URL, as while the file is written',
    '/ca.pem',
    'postgresql:',
    'postgresql:?sslmode=verify-full&sslrootcert=%2Fca.pem',
  ],
  ['nothing', '/ca.pem', '', ''],
])('%s', (_, file, given, expected) => {
  expect(verifiedBy(file, given)).toBe(expected)
})
