"""What the AWS SDK may repeat: what only looks, and what knows itself again. And no call goes on for ever."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from botocore.config import Config

from app.aws import autoscaling, cloudwatch_client, door, dynamodb, repeats, sqs
from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.dynamodb import DynamoTable
from app.aws.scaling import Capacity, ScheduledAction
from app.aws.sqs import SqsQueue
from app.base.deadline import ending
from app.base.errors import BellhopError, Later
from app.store.table import Document
from tests.app.aws.answers import NINE, URL
from tests.contracts.servers import leading_to
from tests.fakes.http import HANGS_UP, IS_SILENT, TRICKLES, Answering, answering
from tests.flows.until import until
from tests.patience import NO_TIMEOUT, PATIENCE, SHORT

Call = Callable[[], object]

scaling, watching, table, queue = AutoScaling(), CloudWatch(), DynamoTable("bellhop"), SqsQueue(URL)
action = ScheduledAction("web", "bellhop-1", at=NINE, desired=4)

SCALING_CHANGES: Mapping[str, Call] = {
    "SetDesiredCapacity": lambda: scaling.set_desired("web", 4),
    "UpdateAutoScalingGroup": lambda: scaling.resize("web", Capacity(1, 8, 4)),
    "PutScheduledUpdateGroupAction": lambda: scaling.schedule(action),
    "DeleteScheduledAction": lambda: scaling.unschedule("web", "bellhop-1"),
    "SuspendProcesses": lambda: scaling.suspend("web", ["Launch"]),
    "ResumeProcesses": lambda: scaling.resume("web", ["Launch"]),
    "StartInstanceRefresh": lambda: scaling.start_refresh("web"),
    "CancelInstanceRefresh": lambda: scaling.cancel_refresh("web"),
    "RollbackInstanceRefresh": lambda: scaling.roll_back_refresh("web"),
}
CHANGES: Mapping[str, Call] = {
    **SCALING_CHANGES,
    "SetAlarmState": lambda: watching.set_state("web-5xx", "ALARM", "a test"),
    "PutAlarmMuteRule": lambda: watching.mute("rule", "web-5xx", NINE, NINE + timedelta(hours=1), "a test"),
    "DeleteAlarmMuteRule": lambda: watching.unmute("rule"),
    "EnableAlarmActions": lambda: watching.set_actions("web-5xx", enabled=True),
    "DisableAlarmActions": lambda: watching.set_actions("web-5xx", enabled=False),
    "SendMessage": lambda: queue.put("text", delay=5),
}
# What only looks, and what is done once however often it is asked for.
REPEATED: Mapping[str, Call] = {
    "DescribeAutoScalingGroups": lambda: scaling.group("web"),
    "DescribeAlarms": lambda: watching.named(["web-5xx"]),
    "GetItem": lambda: table.get("a", "b"),
    "BatchGetItem": lambda: table.get_many([("a", "b")]),
    "Query": lambda: table.query("a"),
    "PutItem": lambda: table.put(Document("a", "b")),
    "TransactWriteItems": lambda: table.put_all([Document("a", "b")]),
    "DeleteItem": lambda: table.delete("a", "b"),
    "SendMessage with a deduplication id": lambda: queue.put("text", group="web", once="id-1"),
}
DOORS: Mapping[str, ModuleType] = {
    "autoscaling": autoscaling,
    "cloudwatch": cloudwatch_client,
    "dynamodb": dynamodb,
    "sqs": sqs,
}
THROTTLED = '{"__type":"ThrottlingException","message":"Rate exceeded"}'
THROTTLED_XML = "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>"


@contextmanager
def aws_that(status: int, body: str = "") -> Iterator[Answering]:
    """All doors lead to one server, which always does the same."""
    with answering(status, body) as server, pytest.MonkeyPatch.context() as patch:
        made = {}
        for service, module in DOORS.items():
            with leading_to(server.url, module, service):
                made[service] = module.client(service)
        for module in DOORS.values():
            patch.setattr(module, "client", made.get)
        yield server


@pytest.fixture(scope="module")
def one_aws() -> Iterator[Answering]:
    """Making the doors' clients costs more than all else here."""
    with aws_that(HANGS_UP) as server:
        yield server


@pytest.fixture
def aws(one_aws: Answering) -> Answering:
    one_aws.status, one_aws.body, one_aws.headers = HANGS_UP, "", {}
    one_aws.paths.clear()
    return one_aws


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_something_is_asked_for_once_where_no_answer_comes(name: str, aws: Answering) -> None:
    with pytest.raises(Later) as later:
        CHANGES[name]()
    assert len(aws.paths) == 1
    assert later.value.maybe_done


@pytest.mark.parametrize("name", CHANGES)
def test_what_broke_inside_aws_is_asked_for_once_since_it_may_be_done(name: str, aws: Answering) -> None:
    aws.status = 500
    with pytest.raises(Later) as later:
        CHANGES[name]()
    assert len(aws.paths) == 1
    assert later.value.maybe_done


@pytest.mark.parametrize("name", REPEATED)
def test_what_does_no_harm_twice_is_asked_for_again_where_no_answer_comes(name: str, aws: Answering) -> None:
    with pytest.raises(Later):
        REPEATED[name]()
    assert len(aws.paths) == 3


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_throttled_is_asked_for_again_since_nothing_was_done(name: str, aws: Answering) -> None:
    aws.status, aws.body = 400, THROTTLED_XML if name in SCALING_CHANGES else THROTTLED
    with pytest.raises(Later) as later:
        CHANGES[name]()
    assert len(aws.paths) == 3
    assert not later.value.maybe_done


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore pauses between its tries, which is no concern of these tests."""
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0.0)


HURRY: Any = 0.2  # seconds, though the SDK's types say whole ones


@pytest.fixture
def in_a_hurry() -> Iterator[None]:
    """The doors' clients of this test wait for no longer than it takes to be asked."""
    before, waits = door._config, Config(connect_timeout=NO_TIMEOUT, read_timeout=HURRY)
    door.configure(waits.merge(Config(retries={"mode": "standard", "total_max_attempts": 3})))
    yield
    door.configure(before)


@pytest.mark.parametrize("status", [IS_SILENT, TRICKLES])
def test_an_answer_that_does_not_end_is_waited_for_no_longer_than_one_that_does_not_begin(
    status: int, in_a_hurry: None
) -> None:
    with aws_that(status) as server:
        began = time.monotonic()
        with pytest.raises(Later) as later:
            watching.set_state("web-5xx", "ALARM", "a test")
        assert HURRY * 0.9 < time.monotonic() - began < PATIENCE, "this server goes on for ever"
        until(lambda: server.paths, "the call to arrive")
    assert len(server.paths) == 1
    assert later.value.maybe_done


def test_no_call_goes_on_after_the_end_of_who_asks() -> None:
    first, *others = *CHANGES.values(), *REPEATED.values()
    with aws_that(TRICKLES) as server:
        began = time.monotonic()
        with ending(lambda: SHORT), pytest.raises(Later):
            first()
        assert time.monotonic() - began < PATIENCE
        until(lambda: server.paths, "the first call to arrive, which nobody waits for any more")
        for call in others:
            with ending(lambda: 0.0), pytest.raises(Later):
                call()
        assert len(server.paths) == 1, "the others are not even begun"


def test_a_hanging_call_that_may_be_repeated_is_repeated_for_some_seconds_only(
    in_a_hurry: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "AGAIN_WITHIN", HURRY / 2)
    with aws_that(IS_SILENT) as server:
        with pytest.raises(BellhopError):
            table.get("a", "b")
        until(lambda: server.paths, "the call to arrive")
    assert len(server.paths) == 1


# By something in between: an empty answer would say that there is no such thing, or that it is done.
NOT_AWSS = {
    "a page": ("<html><body>Log in to our Wi-Fi</body></html>", "text/html; charset=utf-8"),
    "a page that says it is none": ("<!DOCTYPE html><html></html>", "application/x-amz-json-1.0"),
    "half of an answer": ('{"Table": {"a', "application/x-amz-json-1.0"),
    "a list": ("[1]", "application/x-amz-json-1.0"),
}


@pytest.mark.parametrize("kind", NOT_AWSS)
def test_an_answer_that_is_not_awss_is_none(kind: str, aws: Answering) -> None:
    body, content_type = NOT_AWSS[kind]
    aws.status, aws.body, aws.headers = 200, body, {"Content-Type": content_type}
    in_xml = ("SetDesiredCapacity", "DescribeAutoScalingGroups") if "page" in kind else ()
    for name in ("SetAlarmState", "DescribeAlarms", "GetItem", "PutItem", *in_xml):
        with pytest.raises(Later) as later:
            {**CHANGES, **REPEATED}[name]()
        assert later.value.maybe_done, name
