"""moto as a server of its own, and what the tests send."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

from orderflow_eventbridge.aws import Clients
from orderflow_eventbridge.handler import Consumer
from orderflow_eventbridge.settings import Settings
from orderflow_eventbridge.setup import Setup, read_template
from orderflow_eventbridge.store import Store


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """moto, over HTTP; the environment points the SDK to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", port]
    moto = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    url = f"http://127.0.0.1:{port}"
    os.environ |= {
        "AWS_ENDPOINT_URL": url,
        "AWS_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    try:
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{url}/moto-api/data.json", timeout=1).close()  # noqa: S310
                break
            except OSError:
                assert moto.poll() is None, "moto ended"
                assert time.monotonic() < end, "moto did not start"
                time.sleep(0.05)
        yield url
    finally:
        moto.terminate()
        moto.wait(10)


@pytest.fixture
def clients(endpoint: str) -> Clients:
    """Clients of an empty moto in which everything is set up."""
    request = urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST")  # noqa: S310
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310
    made = Clients.from_environment()
    Setup(made, read_template()).run()
    return made


@pytest.fixture
def settings() -> Settings:
    """The defaults."""
    return Settings()


@pytest.fixture
def store(clients: Clients, settings: Settings) -> Store:
    """The store, without waits between tries."""
    return Store(clients.dynamodb, settings, sleep=lambda _: None)


@pytest.fixture
def consumer(clients: Clients, settings: Settings) -> Consumer:
    """The Lambda function's inside."""
    return Consumer(clients, settings)


@pytest.fixture
def dead_letters(clients: Clients, settings: Settings) -> "DeadLetterReader":
    """What was dead-lettered."""
    return DeadLetterReader(clients, settings)


class DeadLetterReader:
    """Reads the dead-letter queue."""

    def __init__(self, clients: Clients, settings: Settings) -> None:
        self._sqs = clients.sqs
        self._queue = settings.dead_letters

    def codes(self) -> list[str]:
        """The reasons' codes of all messages, sorted; "" for one without."""
        url = self._sqs.get_queue_url(QueueName=self._queue)["QueueUrl"]
        found = []
        while messages := self._sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            found += [json.dumps(each.get("MessageAttributes", {}).get("reason_code", "")) for each in messages]
        return sorted(json.loads(code)["StringValue"] if code != '""' else "" for code in found)
