#!/usr/bin/env bash
# @nats-io/transport-node 3.4.0 with nats-server 2.15.3: publish while the client is reconnecting.
#
# Guess: the client keeps it in its buffer and sends it once it is connected again, as Go's client does (`ReconnectBufSize`, 8 MB);
# if not, `publish` throws.
#
# Behaviour: `publish` returns as always, and keeps the message. Once the connection is back the buffer is emptied, not sent:
# the message is lost, and no status and no error says so. With reconnecting for ever nothing bounds the buffer meanwhile. Only what
# waits for an answer (a request, JetStream's publish) finds out, by its time-out.
#
# Seen:
#   published while away: no error; arrived: "before", "after"
#
# Exits 1 if that has changed. Needs Go 1.25 or newer, for the server.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
GOBIN="$folder" go install github.com/nats-io/nats-server/v2@v2.15.3 2>/dev/null
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @nats-io/transport-node@3.4.0
cat >see.cjs <<'JS'
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { connect } = require('@nats-io/transport-node')
const port = 20000 + (process.pid % 10000)
const servers = `127.0.0.1:${port}`
const start = () => spawn('./nats-server', ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
const connected = async options => {
  for (;;) {
    const connection = await connect({ servers, ...options }).catch(() => undefined)
    if (connection) return connection
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}
const main = async () => {
  let server = start()
  const client = await connected({ maxReconnectAttempts: -1, reconnectTimeWait: 50 })
  const arrived = []
  client.subscribe('t', { callback: (_, message) => arrived.push(message.string()) })
  client.publish('t', 'before')
  await client.flush()
  const statuses = client.status()[Symbol.asyncIterator]()
  const until = async type => {
    for (;;) if ((await statuses.next()).value.type === type) return
  }
  server.kill('SIGKILL')
  await once(server, 'exit')
  await until('disconnect')
  let outcome = 'no error'
  try {
    client.publish('t', 'while away')
  } catch (error) {
    outcome = error.message
  }
  server = start()
  await until('reconnect')
  client.publish('t', 'after')
  await client.flush()
  const seen = `published while away: ${outcome}; arrived: ${arrived.map(text => `"${text}"`).join(', ')}`
  console.log(seen)
  await client.close()
  server.kill()
  process.exit(seen === 'published while away: no error; arrived: "before", "after"' ? 0 : 1)
}
main()
JS
node see.cjs
