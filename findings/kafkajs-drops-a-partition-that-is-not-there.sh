#!/usr/bin/env bash
# kafkajs 2.2.4 with Apache Kafka 4.3.1: what becomes of a record for a partition that its topic does not have?
#
# The guess: send() rejects with UNKNOWN_TOPIC_OR_PARTITION, as the broker would answer, after its retries. So a topic that was
# deleted and made again with fewer partitions is noticed at the next send by whoever chooses partitions.
#
# What it does: the record is left out of the request before any broker hears of it, and send() resolves, at once, with
# acks -1 and with the default five retries. Sent beside a record for a partition that exists, it is missing from the returned
# metadata; sent alone, nothing is sent at all and the metadata are empty. Only who compares the metadata with what was sent knows.
#
# Seen:
#   partitions of the topic: 1
#   sent to 0 and 5: resolved, acknowledged 0
#   sent to 5 alone: resolved, acknowledged nothing
#   records on the topic: 1 of 3
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
import kafkajs from 'kafkajs'
const client = new kafkajs.Kafka({ brokers: [process.argv[2]], logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 60, maxRetryTime: 1000 } })
const admin = client.admin()
await admin.connect()
await admin.createTopics({ topics: [{ topic: 'small', numPartitions: 1 }], waitForLeaders: true })
const { topics: [{ partitions }] } = await admin.fetchTopicMetadata({ topics: ['small'] })
const seen = [`partitions of the topic: ${partitions.length}`]
const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner, allowAutoTopicCreation: false })
await producer.connect()
const send = async (what, ...to) => {
  const outcome = await producer.send({ topic: 'small', acks: -1, messages: to.map(partition => ({ partition, value: `for ${partition}` })) }).then(
    metadata => `resolved, acknowledged ${metadata.map(({ partition }) => partition).join(' and ') || 'nothing'}`,
    error => `rejected: ${error.message}`)
  seen.push(`sent to ${what}: ${outcome}`)
}
await send('0 and 5', 0, 5)
await send('5 alone', 5)
const [{ high }] = await admin.fetchTopicOffsets('small')
seen.push(`records on the topic: ${high} of 3`)
await Promise.all([producer.disconnect(), admin.disconnect()])
console.log(seen.join('\n'))
const expected = ['partitions of the topic: 1', 'sent to 0 and 5: resolved, acknowledged 0', 'sent to 5 alone: resolved, acknowledged nothing', 'records on the topic: 1 of 3']
process.exit(seen.join() === expected.join() ? 0 : 1)
JS
node try.mjs "127.0.0.1:$port"
