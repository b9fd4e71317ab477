#!/usr/bin/env bash
# moto 5.2.5: what one message costs while others wait in its queue of SQS.
#
# Guess: a queue in memory is a list. Sending appends to it, receiving ten looks at the first ten or so: how many wait
# does not matter, and a test that falls behind catches up.
#
# Behaviour: for each message that is sent moto looks at every message in the queue four times, to learn a setting of the queue,
# and for each one that is received twelve times: the settings come in one dictionary with the three approximate numbers of
# messages, which are counted for it. A consumer that falls behind a little slows the producer and itself, and stays
# behind; a bridge that forwarded 500 orders to moto never ended, where 60 took half a minute.
#
# Seen (how often moto looked whether a message is visible or delayed):
#   20 wait: 80 looks to send one, 2407 to receive ten
#   1000 wait: 3990 looks to send one, 121657 to receive ten
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[sqs]==5.2.5' 'boto3==1.44.8'
cat >see.py <<'PY'
import cProfile
import pstats
import sys

import boto3
from moto import mock_aws


def looks(call):
    profile = cProfile.Profile()
    profile.runcall(call)
    counts = pstats.Stats(profile).stats
    return sum(count[0] for (_, _, name), count in counts.items() if name in ("visible", "delayed"))


@mock_aws
def main():
    sqs = boto3.client("sqs", region_name="eu-central-1", aws_access_key_id="test", aws_secret_access_key="test")
    queue = sqs.create_queue(QueueName="shop")["QueueUrl"]
    send = lambda: sqs.send_message(QueueUrl=queue, MessageBody="sold")
    seen = []
    sent = 0
    for waiting in (20, 1_000):
        while sent < waiting:
            send()
            sent += 1
        one = looks(send)
        sent += 1
        ten = looks(lambda: sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10))
        seen.append((waiting, one, ten))
        print(f"{waiting} wait: {one} looks to send one, {ten} to receive ten")
    return all(one >= 3 * waiting and ten >= 30 * waiting for waiting, one, ten in seen)


sys.exit(0 if main() else 1)
PY
venv/bin/python see.py
