#!/usr/bin/env bash
# Fastify 5.12.8 on Node.js (seen on 20.20.2 and 24.21.0)
#
# Guess: a server with an error handler, `frameworkErrors` and `clientErrorHandler` has a hand in every refusal, so that
# an API can promise one form of error to all clients. A request without Host, or with an unknown Expect, is broken or
# odd HTTP: `clientErrorHandler` shapes its answer, or the hooks see it.
#
# Behaviour: Node parses both without an error and answers them itself, 400 and 417 with an empty body, before the
# `request` event. None of the three handlers, no hook and no logger of Fastify's learns of them: they are in no access
# log and no metric. A header without a name, for comparison, does reach `clientErrorHandler`. What helps:
# `http: { requireHostHeader: false }` with a check in a hook, and a listener for `checkExpectation` on the server.
#
# Output seen:
#   no Host: 400, 0 bytes of body, seen by nobody
#   Expect: tea: 417, 0 bytes of body, seen by nobody
#   a header without a name: 400, 4 bytes of body, seen by clientErrorHandler
#   with a listener and the option: 400 by onRequest, 417 by onRequest
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fastify@5.12.8
cat >server.mjs <<'JS'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import fastify from 'fastify'

async function start(options, prepare = () => {}) {
  const seen = []
  const app = fastify({
    ...options,
    frameworkErrors: (_error, _request, reply) => { seen.push('frameworkErrors'); reply.code(400).send('ours') },
    clientErrorHandler: (_error, socket) => {
      seen.push('clientErrorHandler')
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 4\r\nConnection: close\r\n\r\nours')
    },
  })
  app.setErrorHandler((_error, _request, reply) => { seen.push('errorHandler'); reply.send('ours') })
  app.addHook('onRequest', async (request, reply) => {
    seen.push('onRequest')
    if (request.headers.host === undefined) return reply.code(400).send('ours')
    if (request.headers.expect !== undefined) return reply.code(417).send('ours')
  })
  app.get('/', async () => 'well')
  prepare(app.server)
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const exchange = async headers => {
    seen.length = 0
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(`GET / HTTP/1.1\r\nConnection: close\r\n${headers}\r\n`)
    const [head, body = ''] = (await text(socket)).split('\r\n\r\n')
    return { status: head.split(' ')[1], body: body.replace(/^0$/, ''), by: seen.join(' ') || 'nobody' }
  }
  return { exchange, close: () => app.close() }
}

const plain = await start({})
const say = (what, { status, body, by }) => console.log(`${what}: ${status}, ${body.length} bytes of body, seen by ${by}`)
say('no Host', await plain.exchange(''))
say('Expect: tea', await plain.exchange('Host: x\r\nExpect: tea\r\n'))
say('a header without a name', await plain.exchange('Host: x\r\n: y\r\n'))
await plain.close()

const helped = await start({ http: { requireHostHeader: false } }, server =>
  server.on('checkExpectation', (request, response) => server.emit('request', request, response)),
)
const [host, expect] = [await helped.exchange(''), await helped.exchange('Host: x\r\nExpect: tea\r\n')]
console.log(`with a listener and the option: ${host.status} by ${host.by}, ${expect.status} by ${expect.by}`)
await helped.close()
JS
found=$(node server.mjs)
echo "$found"
[[ $found == 'no Host: 400, 0 bytes of body, seen by nobody
Expect: tea: 417, 0 bytes of body, seen by nobody
a header without a name: 400, 4 bytes of body, seen by clientErrorHandler
with a listener and the option: 400 by onRequest, 417 by onRequest' ]]
