"""A stand-in for Lambda's event source mapping: hands batches to the handler, deletes what did not fail."""

import logging
import signal
import time
from collections.abc import Mapping
from threading import Event as Flag
from types import FrameType
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from orderflow_eventbridge.handler import Consumer
from orderflow_eventbridge.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

    from orderflow_eventbridge.aws import Clients

_log = logging.getLogger("orderflow_eventbridge")
_BATCH = 10
_MAX_DELAY_SECONDS = 30


class Poll:
    """Polls until it is stopped. Unlike Lambda it brings failed messages back after a second, then two, four, …"""

    def __init__(self, clients: "Clients", settings: Settings, wait_seconds: int = 1) -> None:
        self._sqs: SQSClient = clients.sqs
        self._consumer = Consumer(clients, settings)
        self._queue = settings.queue
        self._wait_seconds = wait_seconds
        self._url: str | None = None
        self._stopped = Flag()

    def stop(self, *_: int | FrameType | None) -> None:
        """Ends ``run`` after the batch that it is at."""
        self._stopped.set()

    def run(self) -> None:
        """Until SIGTERM or SIGINT. An endpoint that is away is waited for."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        while not self._stopped.is_set():
            try:
                self.once()
            except (ClientError, BotoCoreError) as error:
                _log.warning("the queue cannot be read, again in a second: %s", error)
                self._stopped.wait(1)

    def once(self) -> int:
        """One batch; the number of its messages. Raises the SDK's errors."""
        if self._url is None:
            self._url = self._sqs.get_queue_url(QueueName=self._queue)["QueueUrl"]
        answer = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=_BATCH,
            WaitTimeSeconds=self._wait_seconds,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        if messages:
            self._handle(self._url, messages)
        return len(messages)

    def _handle(self, url: str, messages: "list[MessageTypeDef]") -> None:
        reply = self._consumer.handle({"Records": [self._record(message) for message in messages]})
        failures = reply["batchItemFailures"] if reply is not None else []
        failed = {failure["itemIdentifier"] for failure in failures}
        done = [message for message in messages if message["MessageId"] not in failed]
        if done:
            self._sqs.delete_message_batch(
                QueueUrl=url,
                Entries=[
                    {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                    for number, message in enumerate(done)
                ],
            )
        for message in messages:
            if message["MessageId"] in failed:
                receives = int(message["Attributes"]["ApproximateReceiveCount"])
                self._sqs.change_message_visibility(
                    QueueUrl=url,
                    ReceiptHandle=message["ReceiptHandle"],
                    VisibilityTimeout=min(2 ** (receives - 1), _MAX_DELAY_SECONDS),
                )

    def _record(self, message: "MessageTypeDef") -> Mapping[str, Any]:
        """As Lambda hands it to functions: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"""
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": message.get("MessageAttributes", {}),
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:{self._sqs.meta.region_name}:000000000000:{self._queue}",
            "awsRegion": self._sqs.meta.region_name,
        }


def drain(poll: Poll, within_seconds: float) -> None:
    """Polls until a poll brings nothing. Raises TimeoutError."""
    end = time.monotonic() + within_seconds
    while poll.once() > 0:
        if time.monotonic() > end:
            raise TimeoutError(f"POLL_TIMEOUT: messages still come after {within_seconds} s.")
