"""`python -m app rehearse`: what is asked for, which messages count, and whose tags."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.aws.desk.alarm_history import Published
from app.base.errors import Misconfigured, Refused
from app.config.configuration import Configuration, SlackChannel
from app.config.routes import Route
from app.config.settings import Settings
from app.ops.rehearse.run import Asked, Rehearsal, heard_in, rehearse
from tests.app.alarms.ringing import BEGAN, cloudwatch_says
from tests.app.conftest import Stubbed
from tests.fakes.aws import ALARM_ARN, TOPIC, FakeCloudWatch, alarm

OLD = Configuration(SlackChannel("#alarms"))
SHOP = Configuration(SlackChannel("#alarms"), routes=(Route(tags={"team": "shop"}, channel="#shop"),))
ASKED = Asked("7d", "new.toml", "old.toml")


def published(topic: str = TOPIC, name: str = "web-high-cpu", **more: Any) -> Published:
    message = cloudwatch_says("OK", "ALARM", name=name) | more
    return Published(message["AlarmName"], BEGAN, json.dumps(message), topic)


class Untold(FakeCloudWatch):
    """It lets nobody read tags."""

    def tags(self, arn: str) -> dict[str, str]:
        raise Refused("AWS does not allow it.")


def sending(cloudwatch: FakeCloudWatch, **setting: Any) -> FakeCloudWatch:
    """Its alarm is of the team shop, and sends its tags as the setting says."""
    known = alarm()
    item = {"ActionConfiguration": {"AlarmTagsPropagation": setting}} if setting else {}
    cloudwatch.add(replace(known, arn=f"{ALARM_ARN}{known.name}", item=item))
    cloudwatch.tagged[known.name] = {"team": "shop", "stage": "prod"}
    return cloudwatch


def said(cloudwatch: FakeCloudWatch, asked: Asked = ASKED, new: Configuration = SHOP, **more: Any) -> str:
    lines: list[str] = []
    Rehearsal([published(**more)], cloudwatch, BEGAN + timedelta(hours=1), lines.append).run(asked, OLD, new)
    return "\n".join(lines)


def test_tags_are_those_that_the_alarm_sends_today_and_that_is_said() -> None:
    assert "new.toml  card in #shop" in said(sending(FakeCloudWatch(), Enabled=True))
    kept = said(sending(FakeCloudWatch(), Enabled=False))
    assert "all would be told as they are" in kept
    assert "tags are today's" in kept


def test_a_message_with_its_tags_keeps_them() -> None:
    found = said(sending(FakeCloudWatch(), Enabled=True), AlarmTags=[{"Key": "team", "Value": "web"}])
    assert "all would be told as they are" in found


def test_tags_that_may_not_be_read_match_nothing_and_that_is_said() -> None:
    found = said(sending(Untold(), Enabled=True))
    assert "today's could not be read: AWS does not allow it." in found
    assert "all would be told as they are" in found


def test_where_no_route_asks_for_tags_nobody_is_asked() -> None:
    cloudwatch = sending(FakeCloudWatch(), Enabled=True)
    elsewhere = Configuration(SlackChannel("#ops"))
    found = said(cloudwatch, new=elsewhere)
    assert "new.toml  card in #ops, mentions nobody" in found
    assert "tags" not in found
    assert (cloudwatch.asked, cloudwatch.looked_up) == ([], [])


def test_a_table_for_a_pull_request_is_asked_for_by_its_word() -> None:
    found = said(sending(FakeCloudWatch(), Enabled=True), replace(ASKED, markdown=True))
    assert "| `web-high-cpu` | 2026-11-23 02:59 UTC | `card in #alarms, mentions nobody` | `card in #shop," in found


def test_an_explanation_is_of_the_new_file_and_one_alarm() -> None:
    found = said(sending(FakeCloudWatch(), Enabled=True), replace(ASKED, explain="web-high-cpu"))
    assert found.splitlines()[1] == '  1. tags.team = "shop" → #shop: matches'
    with pytest.raises(Misconfigured, match=r"No alarm web-low left OK in the last 7d\..*--since 30d"):
        said(FakeCloudWatch(), replace(ASKED, explain="web-low"))


def test_only_what_reached_the_topic_counts_where_that_is_known() -> None:
    other = published("arn:aws:sns:us-east-1:123456789012:pager", name="paged")
    function = published("arn:aws:lambda:us-east-1:123456789012:function:bellhop-prod-alarms", name="invoked")
    names = [each.transition.name for each in heard_in([other, function, published()], TOPIC)]
    assert names == ["invoked", "web-high-cpu"]
    assert len(heard_in([other, function, published()])) == 3


def test_which_file_to_rehearse_has_to_be_named() -> None:
    with pytest.raises(Misconfigured, match=r"--config new\.toml"):
        rehearse(Settings(), Asked("7d", ""), "")


def test_the_running_file_is_compared_with_what_the_history_has(
    stubbed: Stubbed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("running.toml", "new.toml"):
        (tmp_path / name).write_text('[slack]\nchannel = "#alarms"\n')
    history = stubbed("cloudwatch")
    history.add_response("describe_alarm_history", {"AlarmHistoryItems": []})
    history.add_response("describe_alarm_history", {"AlarmHistoryItems": []})
    rehearse(Settings(config_path=str(tmp_path / "running.toml")), Asked("7d", str(tmp_path / "new.toml")), "")
    assert "nothing to rehearse" in capsys.readouterr().out
