#!/usr/bin/env bash
# moto 5.2.5: an archive of EventBridge, replayed for a period of time to one rule.
#
# Guess: as AWS documents StartReplay: only events of the period between EventStartTime and EventEndTime come again, only to the
# rules in Destination.FilterArns, and they keep their id. A test of such a repair would be worth something.
#
# Behaviour: every event of the archive comes, to every rule of the bus, whatever the period and the filter. Each delivery has an
# `id` of its own beside `replay-name`, so that a consumer which knows events by that `id` takes all of them for new; what
# stays is the detail.
#
# Seen (an event of today, two rules with a queue each, a replay of January 2020 to rule a alone):
#   a: came again with another id; b: came again with another id
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[events,sqs]==5.2.5' 'boto3==1.44.8'
cat >see.py <<'PY'
import json
import sys
from datetime import datetime

import boto3
from moto import mock_aws

ACCOUNT = "eu-central-1:123456789012"


@mock_aws
def main():
    keys = dict(region_name="eu-central-1", aws_access_key_id="test", aws_secret_access_key="test")
    events, sqs = boto3.client("events", **keys), boto3.client("sqs", **keys)
    bus = events.create_event_bus(Name="shop")["EventBusArn"]
    queues = {}
    for name in ("a", "b"):
        queues[name] = sqs.create_queue(QueueName=name)["QueueUrl"]
        events.put_rule(Name=name, EventBusName="shop", EventPattern='{"source": ["shop"]}')
        events.put_targets(Rule=name, EventBusName="shop", Targets=[{"Id": name, "Arn": f"arn:aws:sqs:{ACCOUNT}:{name}"}])
    archive = events.create_archive(ArchiveName="shop", EventSourceArn=bus)["ArchiveArn"]
    events.put_events(Entries=[{"EventBusName": "shop", "Source": "shop", "DetailType": "Sold", "Detail": '{"n": 1}'}])

    def take(name):
        messages = sqs.receive_message(QueueUrl=queues[name]).get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=queues[name], ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"])["id"] for message in messages]

    first = {name: take(name) for name in queues}
    events.start_replay(
        ReplayName="january",
        EventSourceArn=archive,
        EventStartTime=datetime(2020, 1, 1),
        EventEndTime=datetime(2020, 2, 1),
        Destination={"Arn": bus, "FilterArns": [f"arn:aws:events:{ACCOUNT}:rule/shop/a"]},
    )
    seen = []
    for name in queues:
        again = take(name)
        kind = "the same id" if again == first[name] else "another id"
        seen.append(f"{name}: came again with {kind}" if again else f"{name}: nothing")
    print("; ".join(seen))
    return "; ".join(seen) == "a: came again with another id; b: came again with another id"


sys.exit(0 if main() else 1)
PY
venv/bin/python see.py
