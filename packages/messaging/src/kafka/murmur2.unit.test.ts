import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { murmur2 } from './murmur2.ts'

// The values of Kafka's own test, org.apache.kafka.common.utils.UtilsTest.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('%s has the hash that Kafka gives it', (key, hash) => {
  expect(murmur2(key)).toBe(hash)
})

test('keys of every length, beyond ASCII too, have the hash that kafkajs gives them', () => {
  const theirs = createRequire(import.meta.url)('kafkajs/src/producer/partitioners/default/murmur2')
  for (const alphabet of ['0123456789abcdef-', 'äß€😀']) {
    for (let length = 0; length < 60; length++) {
      const key = Array.from({ length }, (_, i) => alphabet[(i * 7 + length) % alphabet.length]).join('')
      expect([key, murmur2(key)]).toEqual([key, theirs(key)])
    }
  }
})
