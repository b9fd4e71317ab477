import { expect, test } from 'vitest'
import { behind } from './behind.ts'

test.each([
  ['has committed none: from the beginning', -1, 0, 10, 10],
  ['has committed none, and old records are deleted', -1, 4, 10, 6],
  ['is on its way', 7, 4, 10, 3],
  ['has read all', 10, 4, 10, 0],
  ['has read nothing yet and committed so', 0, 0, 10, 10],
  ['stands at records that are deleted', 2, 4, 10, 6],
  ['stands where the first record is', 4, 4, 10, 6],
  ['stands beyond the end: the topic was made anew, and is read from its beginning', 50, 0, 10, 10],
  ['looks at an empty partition', -1, 0, 0, 0],
  ['looks at a partition of which all records are deleted', 3, 10, 10, 0],
  ['looks where a beginning, asked for later, is beyond the end', -1, 12, 10, 0],
])('a group that %s', (_, committed, start, end, lag) => {
  expect(behind(committed, start, end)).toBe(lag)
})
