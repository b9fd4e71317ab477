#!/usr/bin/env bash
# cockatiel 4.0.0: the timeout policy around a fetch whose body is read after the policy has returned.
#
# Guess: the signal aborts if the time is over. The response came in time, so its body can be read like any other.
#
# Behaviour: the policy aborts its signal whenever it returns, also after a success (option `abortOnReturn`, true by default).
# The response is there, with status 200, and reading its body rejects with an AbortError; the event onTimeout is not
# emitted. It is so for each call that ends well, whatever it does: each makes an abort and a DOMException.
#
# Seen:
#   status 200, signal aborted: true, onTimeout: 0
#   body: AbortError: The operation was aborted.
#   with abortOnReturn false: status 200, signal aborted: false, body of 300000 bytes
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund cockatiel@4.0.0
cat >see.mjs <<'JS'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { timeout, TimeoutStrategy } from 'cockatiel'

// Its second half comes 50 ms after the first.
const server = createServer((_, response) => {
  response.write('x'.repeat(150_000))
  setTimeout(() => response.end('x'.repeat(150_000)), 50)
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${server.address().port}`

async function through(options) {
  const policy = timeout(60_000, options)
  let [timeouts, signal] = [0, undefined]
  policy.onTimeout(() => timeouts++)
  const response = await policy.execute(context => fetch(url, { signal: (signal = context.signal) }))
  const { aborted } = signal
  const body = await response.text().then(text => `${text.length} bytes`, error => `${error.name}: ${error.message}`)
  return { status: response.status, aborted, timeouts, body }
}
const usual = await through(TimeoutStrategy.Aggressive)
const kept = await through({ strategy: TimeoutStrategy.Aggressive, abortOnReturn: false })
console.log(`status ${usual.status}, signal aborted: ${usual.aborted}, onTimeout: ${usual.timeouts}\nbody: ${usual.body}`)
console.log(`with abortOnReturn false: status ${kept.status}, signal aborted: ${kept.aborted}, body of ${kept.body}`)
server.close()
const asExpected =
  usual.status === 200 && usual.aborted && usual.timeouts === 0 && usual.body.startsWith('AbortError') &&
  !kept.aborted && kept.body === '300000 bytes'
process.exit(asExpected ? 0 : 1)
JS
node see.mjs
