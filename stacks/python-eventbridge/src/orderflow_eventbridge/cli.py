"""The command line: ``python -m orderflow_eventbridge setup|seed|poll|view|publish``."""

import argparse
import json
import logging
import sys

from botocore.exceptions import BotoCoreError, ClientError

from orderflow_eventbridge.aws import Clients
from orderflow_eventbridge.poison import PoisonError
from orderflow_eventbridge.poll import Poll
from orderflow_eventbridge.publisher import Publisher
from orderflow_eventbridge.settings import Settings
from orderflow_eventbridge.setup import Setup, read_template
from orderflow_eventbridge.store import Store
from orderflow_eventbridge.strict_json import parse
from orderflow_eventbridge.view import view


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m orderflow_eventbridge")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("setup", help="make what the template describes at AWS_ENDPOINT_URL")
    seed = commands.add_parser("seed", help="give products their first stock, once")
    seed.add_argument("stock", nargs="+", metavar="product=quantity")
    commands.add_parser("poll", help="hand the queue's messages to the handler, as Lambda would, until SIGTERM")
    commands.add_parser("view", help="print what the events have come to, as JSON")
    commands.add_parser("publish", help="publish CloudEvents, one JSON object a line from stdin")
    return parser.parse_args()


def _seed(clients: Clients, settings: Settings, stock: list[str]) -> int:
    store = Store(clients.dynamodb, settings)
    for each in stock:
        product, _, quantity = each.rpartition("=")
        if not product or not (quantity.isascii() and quantity.isdigit()):
            raise ValueError(f"SEED_INVALID: {each!r} is not product=quantity.")
        print(f"{product}: {'seeded' if store.seed(product, int(quantity)) else 'seeded before'}")
    return 0


def _publish(clients: Clients, settings: Settings) -> int:
    events = []
    for line in filter(str.strip, sys.stdin):
        event = parse(line)
        if not isinstance(event, dict):
            raise ValueError("EVENT_INVALID: a line is no JSON object.")
        events.append(event)
    results = Publisher(clients.events, settings.bus).publish(events)
    for event, result in zip(events, results, strict=True):
        print(f"{event['id']}: {result.event_id or f'{result.code}: {result.detail}'}")
    return 0 if all(result.event_id for result in results) else 1


def _run(arguments: argparse.Namespace) -> int:
    clients, settings = Clients.from_environment(), Settings()
    match arguments.command:
        case "setup":
            print(", ".join(Setup(clients, read_template()).run()))
        case "seed":
            return _seed(clients, settings, arguments.stock)
        case "poll":
            Poll(clients, settings).run()
        case "view":
            print(json.dumps(view(clients.dynamodb, settings)))
        case "publish":
            return _publish(clients, settings)
    return 0


def main() -> int:
    """Runs a command; its exit status. What fails for a reason outside is said in one sentence."""
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(message)s")
    logging.getLogger("botocore").setLevel(logging.WARNING)
    try:
        return _run(arguments)
    except (BotoCoreError, ClientError, PoisonError, ValueError, LookupError) as error:
        print(error, file=sys.stderr)
        return 1
