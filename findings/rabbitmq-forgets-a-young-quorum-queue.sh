#!/usr/bin/env bash
# RabbitMQ 3.10.8 (Debian 12, Erlang/OTP 25), amqplib 2.3.1
#
# Guess: what a quorum queue has confirmed is on the disk, so a single node that is ended by SIGKILL and started again has
#   the message, however young the queue is.
# Behaviour: of a queue that was declared within the last seconds the term and vote of its election are not on the disk yet.
#   After the restart it is a follower in term 0 that never calls an election: the confirmed message is gone, and
#   nothing that is sent to it is confirmed again, for good. Once the table of terms is written (some seconds later by itself; here by
#   dets:sync) the same kill loses nothing.
# Seen:
#   young: confirmed before the kill, after it no confirm within 10 s
#   older: confirmed before the kill, after it confirmed, 2 messages
set -euo pipefail
server=/usr/lib/rabbitmq/bin/rabbitmq-server
ctl=/usr/lib/rabbitmq/bin/rabbitmqctl
[ -x "$server" ] || { echo "needs Debian's rabbitmq-server (apt-get install rabbitmq-server)" >&2; exit 2; }
work=$(mktemp -d)
pids=()
trap 'kill -9 "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-fund --no-audit amqplib@2.3.1
free() { node -e 'const s=require("node:net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
port=$(free)
export ERL_EPMD_PORT=$(free) ERL_EPMD_ADDRESS=127.0.0.1 HOME=$work
export RABBITMQ_NODENAME=finding-$port@localhost RABBITMQ_NODE_PORT=$port RABBITMQ_NODE_IP_ADDRESS=127.0.0.1
export RABBITMQ_DIST_PORT=$(free) RABBITMQ_CONF_ENV_FILE=$work/none RABBITMQ_CONFIG_FILE=$work/none
export RABBITMQ_ENABLED_PLUGINS_FILE=$work/plugins RABBITMQ_MNESIA_BASE=$work/data RABBITMQ_LOG_BASE=$work
export RABBITMQ_LOGS=$work/log RABBITMQ_PID_FILE=$work/pid
export RABBITMQ_ALLOW_INPUT=true RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-noinput
echo '[].' > plugins
epmd -address 127.0.0.1 -port "$ERL_EPMD_PORT" & pids+=($!)
cat > amqp.cjs <<'JS'
const { connect } = require('amqplib')
const [queue, what] = process.argv.slice(2)
connect(`amqp://127.0.0.1:${process.env.RABBITMQ_NODE_PORT}`).then(async model => {
  const channel = await model.createConfirmChannel()
  if (what === 'first') await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
  channel.sendToQueue(queue, Buffer.from(what), { persistent: true })
  const late = new Promise(resolve => setTimeout(resolve, 10_000, 'no confirm within 10 s'))
  const said = await Promise.race([channel.waitForConfirms().then(() => 'confirmed'), late])
  if (what === 'first' || said !== 'confirmed') console.log(said)
  else {
    let n = 0
    while (await channel.get(queue, { noAck: true })) n++
    console.log(`${said}, ${n} messages`)
  }
  process.exit(0)
})
JS
start() {
  "$server" < /dev/null > console 2>&1 & node=$!; pids+=($node)
  for _ in $(seq 600); do (: < "/dev/tcp/127.0.0.1/$port") 2>/dev/null && return; sleep 0.1; done
  echo "did not start" >&2; exit 2
}
try() { # name, command before the kill
  start
  first=$(node amqp.cjs "$1" first)
  $2
  kill -9 "$node"; wait "$node" 2>/dev/null || true
  start
  second=$(node amqp.cjs "$1" second)
  kill -9 "$node"; wait "$node" 2>/dev/null || true
  echo "$1: $first before the kill, after it $second"
}
flush() { "$ctl" -q eval '[dets:sync(Table) || Table <- dets:all()].' > /dev/null; }
{ try young true; try older flush; } 2>/dev/null > seen
cat seen
diff seen - <<'SEEN'
young: confirmed before the kill, after it no confirm within 10 s
older: confirmed before the kill, after it confirmed, 2 messages
SEEN
