#!/usr/bin/env bash
# Apache Kafka 4.3.1 with kafkajs 2.2.4: how long does a broker make a producer wait that is over its quota of bytes?
#
# The guess: for one quota window at most, so a second (quota.window.size.seconds). That is the bound of the quota of request
# time, and a client with a request timeout of some seconds would never notice more than a pause.
#
# What it does: producer_byte_rate has no such bound. Ten seconds' worth of bytes are free (ten of the eleven windows that are
# counted together); what a request brings beyond that is waited for at the rate of the quota, at once and as a whole. The
# request itself is acknowledged immediately; it is the next one on the connection that the broker does not read until the time
# is over. So a quota that is small beside one request outlasts the timeout of the next: a client that gives up and sends again
# makes it worse.
#
# Seen:
#   first record, 200 kB over a quota of 20 kB/s that leaves 200 kB free: acknowledged within 2 s
#   next record, 1 byte: waited for more than 5 s
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || { kill -9 "$broker"; wait "$broker"; } 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.3.1</version></dependency></dependencies></project>
XML
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=jars >/dev/null
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund kafkajs@2.2.4
free() { node -e "const s=require('node:net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})"; }
port=$(free) controller=$(free)
cat >server.properties <<CONF
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:$controller
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
offsets.topic.replication.factor=1
log.dirs=$folder/log
CONF
java -cp 'jars/*' kafka.tools.StorageTool format -t "$(java -cp 'jars/*' kafka.tools.StorageTool random-uuid 2>/dev/null)" -c server.properties >/dev/null 2>&1
java -Xmx400m -cp 'jars/*' kafka.Kafka server.properties >broker.log 2>&1 &
broker=$!
cat >try.mjs <<'JS'
import { randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import kafkajs from 'kafkajs'
const broker = process.argv[2]
const client = new kafkajs.Kafka({ clientId: 'storm', brokers: [broker], logLevel: kafkajs.logLevel.NOTHING, requestTimeout: 60_000, retry: { retries: 60, maxRetryTime: 1000 } })
const admin = client.admin()
await admin.connect()
await admin.createTopics({ topics: [{ topic: 'bounded', numPartitions: 1 }], waitForLeaders: true })
execFileSync('java', ['-cp', 'jars/*', 'kafka.admin.ConfigCommand', '--bootstrap-server', broker, '--alter', '--add-config', 'producer_byte_rate=20000', '--entity-type', 'clients', '--entity-name', 'storm'], { stdio: 'ignore' })
const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
await producer.connect()
const secondsFor = async bytes => {
  const started = performance.now()
  await producer.send({ topic: 'bounded', acks: -1, messages: [{ value: randomBytes(bytes) }] })
  return (performance.now() - started) / 1_000
}
const first = await secondsFor(400_000)
const next = await secondsFor(1)
await Promise.all([producer.disconnect(), admin.disconnect()])
console.log(`first record, 200 kB over a quota of 20 kB/s that leaves 200 kB free: ${first < 2 ? 'acknowledged within 2 s' : `${first} s`}`)
console.log(`next record, 1 byte: ${next > 5 ? 'waited for more than 5 s' : `${next} s`}`)
process.exit(first < 2 && next > 5 ? 0 : 1)
JS
node try.mjs "127.0.0.1:$port"
