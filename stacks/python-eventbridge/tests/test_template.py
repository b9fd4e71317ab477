"""The template, the set-up that reads it, and the command line as a user calls it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from samples import cloud_event

from orderflow_eventbridge.aws import Clients
from orderflow_eventbridge.places import template_file
from orderflow_eventbridge.setup import Setup, read_template


def _run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603


def test_cfn_lint_accepts_the_template() -> None:
    command = [str(Path(sys.executable).with_name("cfn-lint")), str(template_file())]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
    assert (result.returncode, result.stdout) == (0, "")


def test_set_up_makes_what_the_template_says_and_can_be_run_again(clients: Clients) -> None:
    template = read_template()
    made = Setup(clients, template).run()
    assert set(template["Resources"]) - set(made) == {"QueuePolicy", "Consumer"}
    url = clients.sqs.get_queue_url(QueueName="orderflow-view")["QueueUrl"]
    attributes = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    redrive = json.loads(attributes["RedrivePolicy"])
    assert int(redrive["maxReceiveCount"]) == 10
    assert redrive["deadLetterTargetArn"].endswith(":orderflow-view-dlq")
    ttl = clients.dynamodb.describe_time_to_live(TableName="orderflow-events")["TimeToLiveDescription"]
    assert ttl["AttributeName"] == "expiresAt"
    rules = {rule["Name"] for rule in clients.events.list_rules(EventBusName="orderflow")["Rules"]}
    assert rules >= {"orderflow-view", "bridge-inbound"}


@pytest.mark.usefixtures("clients")
def test_command_line() -> None:
    command = "orderflow_eventbridge"
    assert _run(command, "seed", "prod=1=7").stdout == "prod=1: seeded\n"
    event = cloud_event("OrderCreated", ("prod=1", 2))
    assert _run(command, "publish", text=json.dumps(event)).stdout.startswith(f"{event['id']}: ")
    assert json.loads(_run(command, "view").stdout)["products"] == {"prod=1": {"ordered": 0, "held": 0, "available": 7}}
    wrong = _run(command, "seed", "prod-1")
    assert (wrong.returncode, wrong.stderr) == (1, "SEED_INVALID: 'prod-1' is not product=quantity.\n")
