"""The card of one alarm, typed and read in Slack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.aws.alarm import HistoryItem
from app.base.errors import Refused
from app.config.configuration import Configuration
from app.config.routes import Route
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.commands.alarms.world import NOON, metric_alarm
from tests.app.people import press, type_in
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock

NAME = "web-high-cpu"


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, configuration=Configuration(ALARMS, routes=(Route(alarm="noise-*", drop=True),)))
    made.cloudwatch.add(metric_alarm(NAME, AlarmDescription="Runbook: https://wiki.example/cpu"))
    with listening(made):
        yield made


def card_of(bellhop: Bellhop, words: str = NAME) -> dict[str, Any]:
    type_in(bellhop, f"/alarms {words}")
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


def labels_of(message: dict[str, Any]) -> list[str]:
    """The buttons, with those in the menu."""
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    found = [each.get("options", [each]) for row in rows for each in row]
    return [option["text"]["text"] for options in found for option in options]


def shown(message: dict[str, Any]) -> str:
    return "\n".join(block["text"]["text"] for block in message["blocks"] if block["type"] == "section")


def test_it_says_state_newest_value_limit_and_what_its_actions_do(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.metric = (50, 97.5)
    text = shown(card_of(bellhop))
    assert ":red_circle: *ALARM*  `web-high-cpu`\nNow *97.5 %* (ALARM if &gt; 80 %) · since <!date^" in text
    assert "CPUUtilization average of web &gt; 80 % for 1 of 1 minute" in text
    assert "• ALARM: notify the topic `bellhop-alarms` (1 queue)" in text


def test_its_chart_ends_now(bellhop: Bellhop) -> None:
    message = card_of(bellhop)
    (chart,) = [block for block in message["blocks"] if block["type"] == "data_visualization"]
    assert len(chart["chart"]["series"][0]["data"]) == 20
    assert chart["chart"]["series"][1]["name"] == "threshold 80"


def test_its_last_ten_changes_are_told(bellhop: Bellhop) -> None:
    items = [HistoryItem(NAME, NOON - timedelta(hours=at), "StateUpdate", f"change {at}") for at in range(12)]
    items[0] = replace(items[0], summary="Alarm updated from OK to ALARM")
    bellhop.cloudwatch.histories[NAME] = tuple(items)
    message = card_of(bellhop)
    assert "change 9" in shown(message)
    assert "change 10" not in shown(message)
    assert "OK → ALARM" in message["text"]


def test_of_an_alarm_without_an_incident_one_can_do_everything_but_acknowledge(bellhop: Bellhop) -> None:
    assert labels_of(card_of(bellhop)) == [
        "Scale web…",
        "Mute for 1 hour",
        "Runbook: wiki.example",
        "Set to OK",
        "Edit…",
        "Open in CloudWatch",
    ]


def test_an_incident_can_be_acknowledged_from_here_and_its_message_says_so(bellhop: Bellhop) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    message = card_of(bellhop)
    assert labels_of(message)[0] == "Acknowledge"
    assert "|Its message> has the history" in shown(message)
    press(bellhop, message, "alarm_ack")
    bellhop.work()
    assert ":eyes: Acknowledged by" in str(cards(bellhop.slack)[-1]["blocks"])
    assert "Acknowledge" not in labels_of(card_of(bellhop))


def test_why_nobody_hears_of_it_is_told(bellhop: Bellhop) -> None:
    silent = metric_alarm("noise-1", ActionsEnabled=False, AlarmActions=[], OKActions=[])
    bellhop.cloudwatch.add(silent)
    text = shown(card_of(bellhop, "noise-1"))
    assert "The alarm's actions are disabled" in text
    assert "A route of bellhop.toml drops it" in text
    assert "It has no action in any state" in text


def test_a_mute_rule_is_named_with_its_end_and_one_of_ours_can_be_lifted(bellhop: Bellhop) -> None:
    until = bellhop.clock() + timedelta(hours=2)
    bellhop.cloudwatch.mute("nightly", NAME, bellhop.clock(), until, "")
    message = card_of(bellhop)
    told = shown(message)
    assert f":mute: Muted until <!date^{int(until.timestamp())}^" in told
    assert " by the rule `nightly`. No action is triggered." in told
    assert "Mute for 1 hour" in labels_of(message)
    bellhop.cloudwatch.mute("bellhop-1", NAME, bellhop.clock(), until, "Muted from Slack by U0BO: a *release*")
    ours = card_of(bellhop)
    assert "Unmute" in labels_of(ours)
    assert " by bo: `a *release*`. No action is triggered." in shown(ours)
    assert "bellhop-1" not in shown(ours)


def test_what_aws_does_not_tell_costs_no_card(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Any:
        raise Refused("no")

    for call in ("values", "tags", "muted_by", "active_rules"):
        monkeypatch.setattr(bellhop.cloudwatch, call, refuse)
    assert "Now *93 %*" in shown(card_of(bellhop))


def test_the_state_is_set_by_its_button_as_by_the_command(bellhop: Bellhop) -> None:
    press(bellhop, card_of(bellhop), "forcealarm_do")
    bellhop.work()
    assert bellhop.cloudwatch.changes[0][:2] == (NAME, "OK")


def test_a_card_costs_so_many_calls_whatever_the_account_has(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bellhop.scaling, "groups", lambda: 1 / 0)
    for number in range(500):
        bellhop.cloudwatch.add(metric_alarm(f"other-{number}", "OK"))
    bellhop.cloudwatch.asked.clear()
    card_of(bellhop)
    assert len(bellhop.cloudwatch.asked) == 1
    assert bellhop.cloudwatch.pages == []
    assert len(bellhop.cloudwatch.queried) == 1


def test_a_composite_alarm_says_what_it_watches_red_first(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("a-ok", "OK"))
    both = metric_alarm("both", AlarmRule=f'ALARM("a-ok") OR ALARM("{NAME}")', MetricName="", Dimensions=[])
    bellhop.cloudwatch.add(replace(both, is_composite=True))
    text = shown(card_of(bellhop, "both"))
    assert f"*What it watches*\n• :red_circle: ALARM  `{NAME}` since <!date^" in text
    assert text.index(f"ALARM  `{NAME}`") < text.index("OK  `a-ok`")


@pytest.mark.parametrize("name", ["state of the shop", "All of it", "my queue"])
@pytest.mark.parametrize("typed", ["{}", '"{}"', "show {}"])
def test_a_name_with_words_that_add_nothing_elsewhere_keeps_them(typed: str, name: str, bellhop: Bellhop) -> None:
    for known in ("shop", "state shop", "it", "queue", name):
        bellhop.cloudwatch.add(metric_alarm(known))
    assert name in card_of(bellhop, typed.format(name))["text"]
