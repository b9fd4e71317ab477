import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { murmur2 } from './partitioner.ts'

test('keys of every length, beyond ASCII too, have the hash that kafkajs gives them', () => {
  const theirs = createRequire(import.meta.url)('kafkajs/src/producer/partitioners/default/murmur2')
  for (const alphabet of ['0123456789abcdef-', 'äß€😀']) {
    for (let length = 0; length < 60; length++) {
      const key = Array.from({ length }, (_, i) => alphabet[(i * 7 + length) % alphabet.length]).join('')
      expect([key, murmur2(key)]).toEqual([key, theirs(key)])
    }
  }
})
