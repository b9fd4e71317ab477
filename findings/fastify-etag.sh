#!/usr/bin/env bash
# @fastify/etag 6.2.0 with fastify 5.12.8: which If-None-Match it answers 304, and to which requests.
#
# Guess: what RFC 9110, section 13.1.2 says. A GET is answered 304 if its header is the tag, a weak form of it, a list that
# has it, or *; a POST is never answered 304, since its answer is the outcome of what it did.
#
# Behaviour: the header is compared as a whole. The tag alone and its weak form are 304; a list that has the tag, and *, are
# 200 with the whole body. The method is not looked at: a POST whose answer happens to have the tag is 304 without a body,
# after its handler has run. Neither is the status: a 404 with the tag becomes 304 too.
#
# Seen:
#   GET tag 304, GET weak 304, GET list 200, GET * 200, POST tag 304, GET 404 tag 304
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @fastify/etag@6.2.0 fastify@5.12.8
cat >see.cjs <<'JS'
const app = require('fastify')()
app.register(require('@fastify/etag'))
app.get('/', async () => 'hello')
app.post('/', async () => 'hello')
app.get('/missing', async (_, reply) => reply.code(404).send('hello'))
const ask = (method, url, tag) => app.inject({ method, url, headers: tag ? { 'if-none-match': tag } : {} })
ask('GET', '/').then(async ({ headers: { etag } }) => {
  const tries = {
    'GET tag': ['GET', '/', etag],
    'GET weak': ['GET', '/', `W/${etag}`],
    'GET list': ['GET', '/', `"other", ${etag}`],
    'GET *': ['GET', '/', '*'],
    'POST tag': ['POST', '/', etag],
    'GET 404 tag': ['GET', '/missing', etag],
  }
  const seen = []
  for (const [name, request] of Object.entries(tries)) seen.push(`${name} ${(await ask(...request)).statusCode}`)
  console.log(seen.join(', '))
  const expected = 'GET tag 304, GET weak 304, GET list 200, GET * 200, POST tag 304, GET 404 tag 304'
  process.exit(seen.join(', ') === expected ? 0 : 1)
})
JS
node see.cjs
