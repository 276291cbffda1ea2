"""What /alarms lists, typed and read in Slack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from app.base.errors import Refused
from app.commands.alarms.listing import MOST_RULES, MOST_TAGS
from app.commands.alarms.page import ROWS_A_PAGE
from app.config.configuration import Configuration
from app.config.routes import Route
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.commands.alarms.world import arn_of, metric_alarm
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.counted import CountedTable

GUEST = "U0EVE"
ROUTES = (
    Route(alarm="noise-*", drop=True),
    Route(alarm="db-*", channel="#alarms", mention=("U0BO",)),
    Route(alarm="web-*", channel="#alarms", mention=("S0OPS",)),
)


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    """Without any alarm yet, and with routes."""
    made = Bellhop(slack, clock, table=CountedTable(), configuration=Configuration(ALARMS, routes=ROUTES))
    for alarm in made.cloudwatch.alarms():
        made.cloudwatch.remove(alarm.name)
    with listening(made):
        yield made


def told(bellhop: Bellhop, words: str = "", user: str = "U0ANA") -> dict[str, Any]:
    """What somebody who types that sees."""
    type_in(bellhop, f"/alarms {words}".strip(), user=user)
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


def names_in(message: dict[str, Any]) -> list[str]:
    """The alarms of a list, in its order."""
    lines = message["text"].splitlines()
    return [line.split("`")[1] for line in lines if line.startswith((":red_circle:", ":white_circle:", ":large_green"))]


def test_what_is_furthest_beyond_its_threshold_comes_first_and_no_data_last(bellhop: Bellhop) -> None:
    for name, state, value in (("a", "ALARM", 81), ("b", "INSUFFICIENT_DATA", 99), ("c", "ALARM", 170), ("d", "OK", 9)):
        bellhop.cloudwatch.add(metric_alarm(name, state, value))
    message = told(bellhop, user=GUEST)
    assert names_in(message) == ["c", "a", "b"]
    assert message["text"].startswith("*3 alarms are not OK*, worst first. 1 OK.")
    assert ":red_circle: `c`  *170 %* (&gt; 80 %)\nALARM since <!date^" in message["text"]


def test_without_any_it_says_so(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("a", "OK"))
    assert told(bellhop)["text"] == ":large_green_circle: No alarm is in ALARM or INSUFFICIENT_DATA. 1 OK."
    assert told(bellhop, "web-*")["text"] == "No alarm that fits `web-*` is in ALARM or INSUFFICIENT_DATA. 0 OK."


def test_who_has_it_and_its_message_are_on_its_line(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("web-high-cpu"))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    card = {**cards(bellhop.slack)[-1], "channel": "C0ALARMS"}
    press(bellhop, card, "alarm_ack")
    bellhop.work()
    link = f"https://bellhop-sandbox.slack.com/archives/C0ALARMS/p{card['ts'].replace('.', '')}"
    assert f":eyes: ana · <{link}|its message>" in told(bellhop)["text"]


def test_until_when_it_is_muted_is_on_its_line_whoever_muted_it(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("a"))
    now = bellhop.clock()
    bellhop.cloudwatch.mute("nightly", "a", now, now.replace(hour=23), "")
    assert f":mute: muted until <!date^{int(now.replace(hour=23).timestamp())}^" in told(bellhop)["text"]


def test_where_mute_rules_may_not_be_read_the_list_comes_without(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("a"))
    bellhop.cloudwatch.takes_rules = False
    assert names_in(told(bellhop)) == ["a"]


def test_a_route_that_drops_an_alarm_is_named_and_the_alarm_comes_last(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("noise-1", value=500))
    bellhop.cloudwatch.add(metric_alarm("web-1", value=81))
    message = told(bellhop)
    assert names_in(message) == ["web-1", "noise-1"]
    assert message["text"].count("a route drops it") == 1


@pytest.mark.parametrize(("user", "names"), [("U0ANA", ["web-1"]), ("U0BO", ["db-1", "web-1"]), (GUEST, [])])
def test_mine_is_what_calls_me_or_my_user_group(bellhop: Bellhop, user: str, names: list[str]) -> None:
    for name in ("db-1", "web-1", "other-1"):
        bellhop.cloudwatch.add(metric_alarm(name))
    assert names_in(told(bellhop, "mine", user=user)) == names


def test_mine_is_also_what_i_have_acknowledged(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("lone-cpu"))
    ring(bellhop, cloudwatch_says("OK", "ALARM", name="lone-cpu"))
    card = {**cards(bellhop.slack)[-1], "channel": "C0ALARMS"}
    assert names_in(told(bellhop, "mine", user="U0BO")) == []
    press(bellhop, card, "alarm_ack", user="U0BO")
    bellhop.work()
    assert names_in(told(bellhop, "mine", user="U0BO")) == ["lone-cpu"]


def test_filters_by_state_group_and_tag(bellhop: Bellhop) -> None:
    for name, state in (("web-1", "ALARM"), ("web-2", "INSUFFICIENT_DATA"), ("db-1", "ALARM"), ("db-2", "OK")):
        bellhop.cloudwatch.add(metric_alarm(name, state))
    bellhop.cloudwatch.tagged["web-1"] = {"team": "shop"}
    assert names_in(told(bellhop, "nodata")) == ["web-2"]
    assert names_in(told(bellhop, "ok")) == ["db-2"]
    assert names_in(told(bellhop, "group:DB")) == ["db-1"]
    assert names_in(told(bellhop, "tag:team=shop")) == ["web-1"]
    assert names_in(told(bellhop, "tag:team=shop db-*")) == []


def test_of_tags_so_many_are_read_and_it_says_what_was_not(bellhop: Bellhop) -> None:
    for number in range(MOST_TAGS + 3):
        bellhop.cloudwatch.add(metric_alarm(f"web-{number}"))
    assert "The tags of 3 more were not read" in told(bellhop, "tag:team=shop")["text"]
    assert len(bellhop.cloudwatch.looked_up) == MOST_TAGS


def test_a_glob_in_another_case_finds_them_too(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("Web-1"))
    assert names_in(told(bellhop, "web-*")) == ["Web-1"]


def test_pages_are_turned_in_place_and_an_old_page_becomes_a_new_one(bellhop: Bellhop) -> None:
    for number in range(ROWS_A_PAGE + 2):
        bellhop.cloudwatch.add(metric_alarm(f"web-{number}", value=200 - number))
    first = told(bellhop)
    assert f"Showing 1 to {ROWS_A_PAGE}." in first["text"]
    assert names_in(turned(bellhop, "next")) == [f"web-{ROWS_A_PAGE}", f"web-{ROWS_A_PAGE + 1}"]
    for number in range(3):
        bellhop.cloudwatch.remove(f"web-{number}")
    assert names_in(turned(bellhop, "refresh"))[0] == "web-3"


def turned(bellhop: Bellhop, button: str) -> dict[str, Any]:
    """The one list that there is, after that button."""
    (shown,) = bellhop.slack.messages("C0OPS")
    press(bellhop, {**shown, "channel": "C0OPS"}, f"alarms_page:{button}")
    bellhop.work()
    (shown,) = bellhop.slack.messages("C0OPS")
    return shown


def test_show_brings_the_card_of_exactly_that_alarm(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("web-1"))
    message = told(bellhop)
    press(bellhop, message, "alarms_show:0")
    bellhop.work()
    assert seen(bellhop)[-1].startswith(":red_circle: ALARM: web-1 (")
    bellhop.cloudwatch.remove("web-1")
    press(bellhop, message, "alarms_show:0")
    bellhop.work()
    assert seen(bellhop)[-1] == "The alarm `web-1` no longer exists."


@pytest.mark.slow
def test_ten_thousand_alarms_cost_no_more_than_what_is_read_of_them(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = ("ALARM", "INSUFFICIENT_DATA", *["OK"] * 8)
    kinds = [metric_alarm("web-1", state, value=81 + number) for number, state in enumerate(states)]
    for number in range(10_000):
        name = f"web-{number:05}"
        bellhop.cloudwatch.add(replace(kinds[number % 10], name=name, arn=arn_of(name)))
    for number in range(30):
        bellhop.cloudwatch.mute(f"nightly-{number}", "web-00000", bellhop.clock(), bellhop.clock().replace(hour=23), "")
    assert isinstance(bellhop.table, CountedTable)
    monkeypatch.setattr(bellhop.cloudwatch, "alarms", lambda: 1 / 0)
    monkeypatch.setattr(bellhop.scaling, "groups", lambda: 1 / 0)
    for words in ("", "*0", "mine"):
        bellhop.cloudwatch.pages.clear()
        bellhop.table.calls.clear()
        bellhop.cloudwatch.looked_up.clear()
        message = told(bellhop, words)
        assert "There are more in ALARM: Bellhop read the first 300 only" in message["text"]
        assert len(bellhop.cloudwatch.pages) <= 3 + 1 + 1
        assert len(bellhop.cloudwatch.looked_up) <= MOST_RULES
        assert bellhop.table.calls.count("get_many") <= 2 * 4


def test_a_refusal_of_cloudwatch_is_told(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Any:
        raise Refused("AWS does not allow Bellhop to list the alarms.")

    monkeypatch.setattr(bellhop.cloudwatch, "page", refuse)
    assert told(bellhop)["text"] == "AWS does not allow Bellhop to list the alarms."


def muted_world(bellhop: Bellhop, clock: SetClock) -> None:
    """web-1 and web-2 are muted by Ana, db-1 by a rule of AWS; web-3 is not."""
    for name, state in (("web-1", "OK"), ("web-2", "ALARM"), ("web-3", "ALARM"), ("db-1", "OK")):
        bellhop.cloudwatch.add(metric_alarm(name, state))
    type_in(bellhop, "/alarms mute web-1 for 2h because 4 > 2 & more")
    type_in(bellhop, "/alarms mute web-2 for 1h")
    bellhop.cloudwatch.mute_many("nightly", ["db-1"], clock(), clock() + timedelta(hours=8), "by hand")


def test_muted_lists_what_is_muted_in_every_state_until_when_and_by_whom(bellhop: Bellhop, clock: SetClock) -> None:
    muted_world(bellhop, clock)
    message = told(bellhop, "muted")
    assert sorted(names_in(message)) == ["db-1", "web-1", "web-2"]
    assert message["text"].startswith("*3 alarms are muted*, worst first.")
    end = int((clock() + timedelta(hours=2)).timestamp())
    assert f":mute: muted until <!date^{end}^" in message["text"]
    assert "by ana: 4 &gt; 2 &amp; more" in message["text"]
    assert "by the rule `nightly`" in message["text"]
    labels = {row["text"]["text"].split("`")[1]: row["accessory"]["text"]["text"] for row in rows_of(message)}
    assert labels == {"web-1": "Unmute", "web-2": "Unmute", "db-1": "Show"}


def test_muted_lists_those_whose_actions_are_disabled_and_says_so(bellhop: Bellhop, clock: SetClock) -> None:
    muted_world(bellhop, clock)
    ring(bellhop, cloudwatch_says("OK", "ALARM", name="web-3"))
    for name in ("web-2", "web-3"):
        bellhop.cloudwatch.set_actions(name, enabled=False)
    message = told(bellhop, "muted")
    assert sorted(names_in(message)) == ["db-1", "web-1", "web-2", "web-3"]
    facts = {line.split("`")[1]: below for line, below in pairwise(message["text"].splitlines()) if "`" in line}
    assert " · :mute: actions disabled in CloudWatch · <" in facts["web-3"]
    assert "muted until" in facts["web-2"]
    assert facts["web-2"].endswith("by ana · :mute: actions disabled in CloudWatch")
    assert "disabled" not in facts["web-1"]
    assert ":mute: actions disabled in CloudWatch" in told(bellhop)["text"]


def rows_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in message["blocks"] if "accessory" in block]


def test_unmute_in_the_list_ends_exactly_that_mute(bellhop: Bellhop, clock: SetClock) -> None:
    muted_world(bellhop, clock)
    message = told(bellhop, "muted")
    (action,) = [
        row["accessory"]["action_id"] for row in rows_of(message) if row["text"]["text"].split("`")[1] == "web-1"
    ]
    press(bellhop, message, action)
    bellhop.work()
    (same,) = [each for each in bellhop.slack.messages("C0OPS") if each["ts"] == message["ts"]]
    assert sorted(names_in(same)) == ["db-1", "web-2"], "the row is gone, without *Refresh*"
    assert same["text"].startswith("*2 alarms are muted*")
    assert "ana unmuted `" in bellhop.slack.messages("C0OPS")[-1]["text"], "everybody is told"
    assert sorted(names_in(told(bellhop, "muted"))) == ["db-1", "web-2"]
    assert names_in(told(bellhop, "web-* muted")) == ["web-2"]
    assert names_in(told(bellhop, "what is muted")) == names_in(told(bellhop, "muted"))


def test_nothing_muted_is_a_sentence_and_a_refusal_is_told(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> tuple[str, ...]:
        raise Refused("AWS does not allow Bellhop to list the mute rules.")

    bellhop.cloudwatch.add(metric_alarm("web-1"))
    assert told(bellhop, "muted")["text"] == "No alarm is muted."
    monkeypatch.setattr(bellhop.cloudwatch, "active_rules", refuse)
    assert told(bellhop, "muted")["text"] == "AWS does not allow Bellhop to list the mute rules."


def test_an_alarm_that_is_called_muted_is_shown(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("muted"))
    assert "held by" not in told(bellhop, "muted")["text"]
    assert "muted" in told(bellhop, "muted")["text"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("mutd", "There is no alarm `mutd`. Did you mean `/alarms muted`?"),
        ("muet web-* for 2h", "There is no alarm `muet web-* for 2h`. Did you mean `/alarms mute web-* for 2h`?"),
        ("hlep", "There is no alarm `hlep`. Did you mean `/alarms help`?"),
        ("ummute web-1", "There is no alarm `ummute web-1`. Did you mean `/alarms unmute web-1`?"),
        ("worker", "There is no alarm `worker`. `/alarms` lists what is not OK."),
    ],
)
def test_a_verb_that_is_mistyped_is_named(words: str, said: str, bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("web-1"))
    assert told(bellhop, words)["text"] == said


def test_an_alarm_that_begins_like_a_verb_is_found_all_the_same(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("mutex waits"))
    assert names_in(told(bellhop, "mutex*")) == ["mutex waits"]
    assert "mutex waits" in told(bellhop, "mutex")["text"]


def test_a_filter_that_is_like_a_verb_is_a_filter(bellhop: Bellhop, clock: SetClock) -> None:
    muted_world(bellhop, clock)
    assert names_in(told(bellhop, "muted db-*")) == ["db-1"]
