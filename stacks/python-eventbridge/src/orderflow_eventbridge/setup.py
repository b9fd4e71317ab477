"""Makes what the template describes at an endpoint that knows no SAM, so that the two cannot drift apart.

It reads the template's own resources. What needs Lambda or IAM is left out: ``poll`` stands in for the function.
"""

import contextlib
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import yaml

from orderflow_eventbridge.places import template_file

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

    from orderflow_eventbridge.aws import Clients

_LEFT_OUT = frozenset({"AWS::SQS::QueuePolicy", "AWS::Serverless::Function"})


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short functions, as ``{"!Ref": "Bus"}``."""


def _function(loader: yaml.Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    assert isinstance(node, yaml.ScalarNode), "functions take a text in this template"  # noqa: S101
    return {f"!{suffix}": loader.construct_scalar(node)}


_Loader.add_multi_constructor("!", _function)


def read_template() -> dict[str, Any]:
    """The template as a dictionary."""
    template: dict[str, Any] = yaml.load(template_file().read_text(encoding="utf-8"), _Loader)  # noqa: S506 a SafeLoader
    return template


class Setup:
    """Makes resources in the order that they refer to each other; what there is already stays."""

    def __init__(self, clients: "Clients", template: Mapping[str, Any]) -> None:
        self._clients = clients
        self._resources: Mapping[str, Any] = template["Resources"]
        self._values = {name: value["Default"] for name, value in template["Parameters"].items()}
        self._arns: dict[str, str] = {}
        self._make: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
            "AWS::Events::EventBus": self._bus,
            "AWS::Events::Archive": self._archive,
            "AWS::SQS::Queue": self._queue,
            "AWS::Events::Rule": self._rule,
            "AWS::DynamoDB::Table": self._table,
        }

    def run(self) -> list[str]:
        """Makes everything; gives the names of what there is now. Can be run again. Raises the SDK's errors."""
        for name in self._resources:
            self._arn(name)
        return list(self._arns)

    def _arn(self, name: str) -> str:
        if name not in self._arns:
            resource = self._resources[name]
            if resource["Type"] in _LEFT_OUT:
                return ""
            for needed in [resource["DependsOn"]] if "DependsOn" in resource else []:
                self._arn(needed)
            self._arns[name] = self._make[resource["Type"]](self._resolve(resource["Properties"]))
        return self._arns[name]

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolve(each) for each in value]
        if not isinstance(value, dict):
            return value
        match value:
            case {"!Ref": name}:
                return self._values[name]
            case {"!GetAtt": path}:
                return self._arn(path.removesuffix(".Arn"))
            case {"!Sub": text}:
                for name, each in self._values.items():
                    text = text.replace(f"${{{name}}}", str(each))
                return text
        return {key: self._resolve(each) for key, each in value.items()}

    @property
    def _events(self) -> "EventBridgeClient":
        return self._clients.events

    def _bus(self, properties: Mapping[str, Any]) -> str:
        with contextlib.suppress(self._events.exceptions.ResourceAlreadyExistsException):
            self._events.create_event_bus(Name=properties["Name"])
        return self._events.describe_event_bus(Name=properties["Name"])["Arn"]

    def _archive(self, properties: Mapping[str, Any]) -> str:
        arguments: Any = {**properties, "EventSourceArn": properties["SourceArn"]}
        del arguments["SourceArn"]
        arguments["EventPattern"] = json.dumps(properties["EventPattern"])
        with contextlib.suppress(self._events.exceptions.ResourceAlreadyExistsException):
            self._events.create_archive(**arguments)
        return self._events.describe_archive(ArchiveName=properties["ArchiveName"])["ArchiveArn"]

    def _queue(self, properties: Mapping[str, Any]) -> str:
        sqs = self._clients.sqs
        attributes: Any = {
            name: json.dumps(value) if isinstance(value, dict) else str(value)
            for name, value in properties.items()
            if name != "QueueName"
        }
        url = sqs.create_queue(QueueName=properties["QueueName"], Attributes=attributes)["QueueUrl"]
        return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def _rule(self, properties: Mapping[str, Any]) -> str:
        name, bus = properties["Name"], properties["EventBusName"]
        pattern = json.dumps(properties["EventPattern"])
        arn = self._events.put_rule(Name=name, EventBusName=bus, EventPattern=pattern)["RuleArn"]
        self._events.put_targets(Rule=name, EventBusName=bus, Targets=properties["Targets"])
        return arn

    def _table(self, properties: Mapping[str, Any]) -> str:
        dynamodb = self._clients.dynamodb
        later = ("TimeToLiveSpecification", "PointInTimeRecoverySpecification")
        arguments: Any = {name: value for name, value in properties.items() if name not in later}
        name = properties["TableName"]
        try:
            dynamodb.create_table(**arguments)
            dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
            if "TimeToLiveSpecification" in properties:
                dynamodb.update_time_to_live(
                    TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"]
                )
        except dynamodb.exceptions.ResourceInUseException:
            pass
        return dynamodb.describe_table(TableName=name)["Table"]["TableArn"]
