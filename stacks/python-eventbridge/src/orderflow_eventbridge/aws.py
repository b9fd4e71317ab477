"""The clients of AWS; endpoint, region and credentials by the SDK's usual environment."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class Clients:
    """One client of each service."""

    dynamodb: "DynamoDBClient"
    sqs: "SQSClient"
    events: "EventBridgeClient"

    @classmethod
    def from_environment(cls) -> Self:
        """Clients that give an answer or fail within some seconds, so that a Lambda can still report it."""
        # boto3 alone reads AWS_DEFAULT_REGION only; Lambda and the other SDKs go by AWS_REGION.
        session = boto3.session.Session(region_name=os.environ.get("AWS_REGION"))
        config = Config(connect_timeout=2, read_timeout=25, retries={"mode": "standard", "total_max_attempts": 3})
        return cls(
            # The client of the resource takes and gives Python's values instead of {"S": …}.
            dynamodb=session.resource("dynamodb", config=config).meta.client,
            sqs=session.client("sqs", config=config),
            events=session.client("events", config=config),
        )
