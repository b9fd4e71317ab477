#!/usr/bin/env bash
# moto 5.2.5 in server mode, SQS: a long poll whose client has given up, and a message that is sent after that.
#
# Guess: the poll ends with its connection, and the message goes to the next one who asks. Giving up a poll at shutdown costs nothing.
#
# Behaviour: the poll goes on in the server, takes the message, and counts it as received. It is hidden from everybody for the
# queue's visibility timeout, and counts toward `maxReceiveCount` of a redrive policy. So a consumer that stops
# waits for its last poll to end, and does not abort it.
#
# Seen (a poll for 10 s given up after 1 s, a visibility timeout of 4 s):
#   received after 4 s, delivery 2
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[server,sqs]==5.2.5' 'boto3==1.44.8'
cat >see.py <<'PY'
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
aws = dict(
    endpoint_url=f"http://{host}:{port}", region_name="eu-central-1", aws_access_key_id="test", aws_secret_access_key="test"
)
sqs = boto3.client("sqs", **aws)
impatient = boto3.client("sqs", config=Config(read_timeout=1, retries={"total_max_attempts": 1}), **aws)
queue = sqs.create_queue(QueueName="q", Attributes={"VisibilityTimeout": "4"})["QueueUrl"]
try:
    impatient.receive_message(QueueUrl=queue, WaitTimeSeconds=10)
except ReadTimeoutError:
    pass
sqs.send_message(QueueUrl=queue, MessageBody="x")
sent = time.time()
messages = []
while not messages and time.time() - sent < 15:
    time.sleep(0.2)
    messages = sqs.receive_message(QueueUrl=queue, AttributeNames=["ApproximateReceiveCount"]).get("Messages", [])
waited = time.time() - sent
delivery = messages[0]["Attributes"]["ApproximateReceiveCount"] if messages else "none"
print(f"received after {waited:.0f} s, delivery {delivery}")
server.stop()
sys.exit(0 if waited > 3 and delivery == "2" else 1)
PY
venv/bin/python see.py 2>/dev/null
