#!/usr/bin/env bash
# moto 5.2.5 in server mode, CloudFormation: a rule whose bus is named by `!Ref`, beside one whose bus is named by its text.
#
# Guess: both stacks are created. `Ref` of an AWS::Events::EventBus gives its name, as AWS documents it, and moto resolves it for a
# rule as for the other resources that it knows.
#
# Behaviour: with `!Ref Bus` CreateStack is answered by status 500 and a page of HTML, since moto hands its own object of the
# bus to the rule. With the name as a text and `DependsOn: Bus` the stack is created.
#
# Seen:
#   !Ref Bus: status 500, name: CREATE_COMPLETE
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[server,cloudformation,events]==5.2.5' 'boto3==1.44.8'
cat >see.py <<'PY'
import sys

import boto3
from botocore.config import Config
from botocore.parsers import ResponseParserError
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
cloudformation = boto3.client(
    "cloudformation",
    endpoint_url=f"http://{host}:{port}",
    region_name="eu-central-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    config=Config(retries={"total_max_attempts": 1}),
)


def created(stack: str, bus: str, depends: str = "") -> str:
    template = f"""
Resources:
  Bus:
    Type: AWS::Events::EventBus
    Properties: {{ Name: bus-of-{stack} }}
  Rule:
    Type: AWS::Events::Rule
    {depends}
    Properties: {{ EventBusName: {bus}, EventPattern: {{ source: [shop] }} }}
"""
    try:
        cloudformation.create_stack(StackName=stack, TemplateBody=template)
    except ResponseParserError as error:
        return "status 500" if "500 Internal Server Error" in str(error) else str(error)
    return cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]


seen = f"!Ref Bus: {created('ref', '!Ref Bus')}, name: {created('name', 'bus-of-name', 'DependsOn: Bus')}"
server.stop()
print(seen)
sys.exit(seen != "!Ref Bus: status 500, name: CREATE_COMPLETE")
PY
venv/bin/python see.py 2>log || { cat log; exit 1; }
