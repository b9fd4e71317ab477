#!/usr/bin/env bash
# boto3 1.44.8 and @aws-sdk/client-sqs 3.1169.0: AWS_REGION in the environment, and nothing else that names a region.
#
# Guess: both take it. AWS_ENDPOINT_URL and the credentials are variables that all SDKs share, and Lambda sets AWS_REGION for functions
# in every language.
#
# Behaviour: boto3 has no region and refuses to make a client (NoRegionError); it reads AWS_DEFAULT_REGION alone. The SDK for
# JavaScript takes AWS_REGION. In Lambda nobody notices, since both variables are set there; a container that is given
# AWS_REGION fails at its start. `boto3.session.Session(region_name=os.environ.get("AWS_REGION"))` serves both.
#
# Seen:
#   AWS_REGION: NoRegionError, AWS_DEFAULT_REGION: eu-central-1, JavaScript with AWS_REGION: eu-central-1
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
unset AWS_REGION AWS_DEFAULT_REGION AWS_PROFILE AWS_DEFAULT_PROFILE
export AWS_CONFIG_FILE="$folder/none" AWS_EC2_METADATA_DISABLED=true AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'boto3==1.44.8'
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts '@aws-sdk/client-sqs@3.1169.0'
cat >see.py <<'PY'
import boto3
from botocore.exceptions import NoRegionError

try:
    print(boto3.client("sqs").meta.region_name)
except NoRegionError as error:
    print(type(error).__name__)
PY
cat >see.cjs <<'JS'
const { SQSClient } = require('@aws-sdk/client-sqs')
new SQSClient({}).config.region().then(console.log, error => console.log(error.message))
JS
region=eu-central-1
seen="AWS_REGION: $(AWS_REGION=$region venv/bin/python see.py)"
seen+=", AWS_DEFAULT_REGION: $(AWS_DEFAULT_REGION=$region venv/bin/python see.py)"
seen+=", JavaScript with AWS_REGION: $(AWS_REGION=$region node see.cjs)"
echo "$seen"
[[ $seen == "AWS_REGION: NoRegionError, AWS_DEFAULT_REGION: $region, JavaScript with AWS_REGION: $region" ]]
