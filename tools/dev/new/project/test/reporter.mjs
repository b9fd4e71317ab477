import { Readable } from 'node:stream'
import { spec } from 'node:test/reporters'

/** Node's own report, and then a count in one line. */
export default async function* report(source) {
  let passed = 0
  let failed = 0
  async function* counted() {
    for await (const event of source) {
      if (event.type === 'test:pass' && event.data.skip === undefined) passed++
      if (event.type === 'test:fail') failed++
      yield event
    }
  }
  yield* Readable.from(counted()).pipe(new spec())
  yield `${passed} passed, ${failed} failed\n`
}
