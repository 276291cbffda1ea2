"""The Home tab's view: within Slack's limits, and complete for whoever hears it read instead of seeing it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.aws.scaling import Group
from app.home.glance import Glance, NotOk
from app.home.view import as_notice, home_view, what_is_shown
from app.home.viewers import Choices
from app.slack.messages.message import sentence
from sandbox.slack.limits import check_view
from tests.app.alarms.alarm_support import incident, payload, transition
from tests.fakes.aws import HOME
from tests.fakes.scaling import web

INCIDENT = incident(transition(payload("metric")))
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
ALARM = NotOk("web-high-cpu", "ALARM", NOW, INCIDENT)
GLANCE = Glance(NOW, HOME, alarms=(ALARM, NotOk("other", "INSUFFICIENT_DATA")), groups=(web(),))
SIGNS = re.compile(r":[a-z_]+:|[▰▱·◇•]")


def view(glance: Glance = GLANCE, **choices: Any) -> dict[str, Any]:
    shown: dict[str, Any] = home_view(glance, Choices(**choices), "U0ANA").to_dict()
    return shown


def many(alarms: int, groups: int) -> Glance:
    red = tuple(
        replace(ALARM, name=f"alarm-{number}-" + "x" * 200, incident=INCIDENT if number % 2 else None)
        for number in range(alarms)
    )
    return replace(
        GLANCE,
        alarms=red,
        more_alarms=True,
        groups=tuple(Group(f"group-{number}-" + "y" * 200, 0, 10_000, number) for number in range(groups)),
        problems=("CloudWatch refused. " * 20, "Auto Scaling refused."),
    )


@pytest.mark.parametrize(("alarms", "groups"), [(0, 0), (1, 1), (10, 20), (300, 1000)])
def test_it_keeps_slacks_limits_however_much_there_is(alarms: int, groups: int) -> None:
    notice = as_notice(sentence("*done* " * 1000))
    for page in (0, 3, 10_000):
        shown = view(many(alarms, groups), notice=notice, pages={"alarms": page, "groups": page}, words="")
        check_view(shown)
        assert len(shown["blocks"]) <= 100
        assert len(json.dumps(shown)) < 250_000


def test_an_old_look_at_the_same_is_the_same_and_any_other_thing_is_not() -> None:
    def hashed(glance: Glance, **choices: Any) -> str:
        return what_is_shown(home_view(glance, Choices(**choices), "U0ANA"))

    assert hashed(GLANCE) == hashed(replace(GLANCE, at=NOW + timedelta(hours=1)))
    assert hashed(GLANCE) != hashed(replace(GLANCE, groups=(web(desired=3),)))
    assert hashed(GLANCE) != hashed(GLANCE, words="web")
    assert hashed(GLANCE) != hashed(GLANCE, notice=as_notice(sentence("Acknowledged.")))


def test_what_came_of_a_press_keeps_its_buttons_and_nothing_is_nothing() -> None:
    assert as_notice(sentence("")) == {}
    assert "Acknowledged." in json.dumps(view(notice=as_notice(sentence("Acknowledged.")))["blocks"])


def test_with_nothing_wrong_it_says_so() -> None:
    said = json.dumps(view(Glance(NOW, HOME)))
    assert "No alarm is in ALARM or INSUFFICIENT_DATA" in said and "No group to show." in said
    assert "changed no group in the last day" in said


def controls(value: Any) -> Iterator[dict[str, Any]]:
    """Everything that can be pressed, chosen or typed into."""
    if isinstance(value, dict):
        if "action_id" in value:
            yield value
        for inner in value.values():
            yield from controls(inner)
    for inner in value if isinstance(value, list) else ():
        yield from controls(inner)


def test_a_screen_reader_hears_of_every_button_what_it_does_to_what() -> None:
    shown = view(many(12, 22))
    buttons = [each for each in controls(shown["blocks"]) if each["type"] == "button"]
    assert len(buttons) > 20
    for each in buttons:
        spoken = each["accessibility_label"]
        assert SIGNS.sub("", spoken).strip() == spoken
        about = ("web", "group-", "alarms that are not OK", "groups", "Home tab")
        assert any(name in spoken for name in about), spoken
    others = [each for each in controls(shown["blocks"]) if each["type"] not in ("button", "overflow")]
    assert [each["type"] for each in others] == ["static_select", "plain_text_input"]
    assert others[0]["placeholder"]["text"] == "Which alarms to show"


def test_without_signs_and_bars_it_says_the_same() -> None:
    said = SIGNS.sub("", json.dumps(view(), ensure_ascii=False))
    for fact in ("*ALARM*  `web-high-cpu`", "*INSUFFICIENT_DATA*  `other`", "desired 2, 2 in service (min 1, max 8)"):
        assert fact in said
    headers = [block["text"]["text"] for block in view()["blocks"] if block["type"] == "header"]
    assert headers == ["Not OK", "Groups", "Done in the last day"]
