"""The queue of what can never succeed, each message with the reason."""

import logging
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_log = logging.getLogger("orderflow_eventbridge")
_MAX_DETAIL = 500


class DeadLetters:
    """Sends there what the consumer gives up. The queue's redrive policy alone would say no reason."""

    def __init__(self, sqs: "SQSClient", queue: str) -> None:
        self._sqs = sqs
        self._queue = queue
        self._url: str | None = None

    def send(self, body: str, code: str, detail: str, group: str | None = None) -> None:
        """The message as it came, with the attributes ``reason_code`` and ``reason``. Raises the SDK's errors."""
        if self._url is None:
            self._url = self._sqs.get_queue_url(QueueName=self._queue)["QueueUrl"]
        # A text attribute may hold no control characters.
        reason = detail[:_MAX_DETAIL].encode("ascii", "backslashreplace").decode()
        reason = "".join(char if char.isprintable() else " " for char in reason) or "-"
        fifo: dict[str, Any] = (
            {} if group is None else {"MessageGroupId": group, "MessageDeduplicationId": str(uuid4())}
        )
        self._sqs.send_message(
            QueueUrl=self._url,
            MessageBody=body,
            MessageAttributes={
                "reason_code": {"DataType": "String", "StringValue": code},
                "reason": {"DataType": "String", "StringValue": reason},
            },
            **fifo,
        )
        _log.warning("dead-lettered, %s: %s", code, reason)
