"""`python -m app incident`: an alarm's incidents, found by what it published, as JSON or Markdown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.aws.desk.alarm_history import Published
from app.base.errors import Misconfigured
from app.commands.scale.change_log import Changes
from app.ops.incident import IncidentExport
from tests.app.alarms.ringing import BEGAN, cloudwatch_says, ring
from tests.app.card_actions.pressing import press
from tests.app.commands.scale.test_progress import capacity_failed, pass_by
from tests.fakes.aws import ALARM_ARN, TOPIC
from tests.fakes.bellhop import Bellhop

TWICE = [
    cloudwatch_says("OK", "ALARM"),
    cloudwatch_says("ALARM", "OK", 300),
    cloudwatch_says("OK", "ALARM", 7200),
    cloudwatch_says("OK", "ALARM", 30, name="web-5xx"),
]


def printed(bellhop: Bellhop, alarm: str, *messages: dict[str, Any], as_markdown: bool = False) -> str:
    published = [Published(each["AlarmName"], BEGAN, json.dumps(each), TOPIC) for each in messages]
    said: list[str] = []
    changes = Changes(bellhop.table, bellhop.clock)
    IncidentExport(bellhop.parts.processor.incidents, changes, published, said.append).run(alarm, "7d", as_markdown)
    return "\n".join(said)


def test_all_incidents_of_the_alarm_and_of_no_other_are_printed_as_json(listening_bellhop: Bellhop) -> None:
    for message in TWICE:
        ring(listening_bellhop, message)
        if message is TWICE[0]:
            press(listening_bellhop, "alarm_ack")
    first, second = json.loads(printed(listening_bellhop, "web-high-cpu", *TWICE))
    assert {each["alarm"]["name"] for each in (first, second)} == {"web-high-cpu"}
    assert (first["state"], first["seconds_to_ok"], first["acknowledged_by"]) == ("OK", 300.0, "U0ANA")
    assert (second["state"], second["ended_at"], second["seconds_to_acknowledge"]) == ("ALARM", None, None)
    assert first["messages"][0]["channel"] == "C0ALARMS"
    told = [(each["kind"], each["user"]) for each in first["timeline"]]
    assert sorted(told, key=str) == [("response", "U0ANA"), ("state", None), ("state", None)]


def test_a_change_of_its_group_is_told_with_what_came_of_it(listening_bellhop: Bellhop) -> None:
    ring(listening_bellhop, TWICE[0])
    listening_bellhop.command("/scale web 4 because of the sale", channel="C0ALARMS")
    listening_bellhop.work()
    page = printed(listening_bellhop, "web-high-cpu", TWICE[0], as_markdown=True)
    (line,) = [each for each in page.splitlines() if "from 2 to 4" in each]
    assert "U0ANA" in line
    assert line.endswith(": in progress")


def test_what_failed_meanwhile_is_in_the_json_in_awss_words(listening_bellhop: Bellhop) -> None:
    ring(listening_bellhop, TWICE[0])
    listening_bellhop.scaling.is_slow = True
    listening_bellhop.command("/scale web 4", channel="C0ALARMS")
    listening_bellhop.work()
    listening_bellhop.scaling.activity["web"] = (capacity_failed(listening_bellhop, 1),)
    pass_by(listening_bellhop, 4)
    (found,) = json.loads(printed(listening_bellhop, "web-high-cpu", TWICE[0]))
    (failure,) = [each for each in found["timeline"] if each["kind"] == "failure"]
    assert failure["text"].startswith("AWS about web: Launching a new EC2 instance failed: We currently do not have")
    assert all(each["more"] == [] for each in found["timeline"]), "nothing was foretold"


def test_by_its_arn_an_alarm_is_found_that_has_not_published_since(listening_bellhop: Bellhop) -> None:
    ring(listening_bellhop, TWICE[0])
    (found,) = json.loads(printed(listening_bellhop, f"{ALARM_ARN}web-high-cpu"))
    assert found["alarm"]["arn"] == f"{ALARM_ARN}web-high-cpu"


def test_an_alarm_without_an_incident_is_told_with_how_to_find_one(listening_bellhop: Bellhop) -> None:
    with pytest.raises(Misconfigured, match=r"no incident of web-high-cpu in the last 7d.*--since 30d"):
        printed(listening_bellhop, "web-high-cpu", TWICE[0])
