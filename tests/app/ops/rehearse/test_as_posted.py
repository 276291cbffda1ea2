"""A rehearsal with the running configuration says what Bellhop posted: the same alarms, cards, digests and pings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.aws.desk.alarm_history import Published
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route, Step
from app.ops.rehearse.compare import Kind, differences
from app.ops.rehearse.play import Player, play
from app.ops.rehearse.run import heard_in
from app.slack.client import Slack
from app.slack.messages.message import Message
from app.slack.messages.naming import body_of
from sandbox.slack.pings import pings
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import BEGAN, cloudwatch_says
from tests.app.alarms.storms import settle
from tests.fakes.aws import TOPIC, alarm
from tests.fakes.bellhop import Bellhop, sns_record
from tests.fakes.clock import SetClock

pytestmark = pytest.mark.slow

CHANNELS = {"C0ALARMS": "#alarms", "C0OPS": "#ops"}
ROUTES = (
    Route(alarm="nightly-*", drop=True),
    Route(alarm="shop-*", channel="#ops", mention=("S0OPS",), also=True),
    Route(alarm="shop-db*", mention=("U0BO",), quiet="02:00-04:00 UTC"),
    Route(alarm="storm-*", mention=("U0ANA",), escalate=(Step(10, ("here",)),)),
    Route(alarm="web-*", mention=("U0BO",), escalate=(Step(5, ("S0OPS",)), Step(20, ("U0ANA",)))),
)
RUNNING = Configuration(SlackChannel("#alarms"), IncidentSettings(remind_minutes=0, digest_after=3), ROUTES)
HOUR = 3600.0


def last_night() -> list[tuple[float, dict[str, Any]]]:
    """What alarms published, and when (seconds): single ones, one that flaps, one without data, and two storms."""
    said: list[tuple[float, dict[str, Any]]] = [
        (0, cloudwatch_says("OK", "ALARM", 0, "web-high-cpu")),
        (60, cloudwatch_says("OK", "ALARM", 60, "nightly-backup")),
        (90, cloudwatch_says("OK", "ALARM", 90, "shop-db-cpu")),
        (400, cloudwatch_says("OK", "INSUFFICIENT_DATA", 400, "web-lag")),
        (700, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 700, "web-lag")),
        (1900, cloudwatch_says("ALARM", "OK", 1900, "web-high-cpu")),
    ]
    for number in range(6):
        states = ("OK", "ALARM") if number % 2 == 0 else ("ALARM", "OK")
        said.append((2000 + 50 * number, cloudwatch_says(*states, 2000 + 50 * number, "web-flaps")))
    said += [(HOUR + 0.5 * n, cloudwatch_says("OK", "ALARM", HOUR + 0.5 * n, f"storm-{n}")) for n in range(8)]
    said += [(HOUR + 1 + 0.4 * n, cloudwatch_says("OK", "ALARM", HOUR + 1, f"shop-{n}")) for n in range(5)]
    said += [(HOUR + 1300 + n, cloudwatch_says("ALARM", "OK", HOUR + 1300 + n, f"storm-{n}")) for n in range(8)]
    said += [(2 * HOUR, cloudwatch_says("OK", "ALARM", 2 * HOUR, "storm-1"))]
    return sorted(said, key=lambda each: each[0])


def published(says: Sequence[tuple[float, dict[str, Any]]]) -> list[Published]:
    """The same as CloudWatch's history has it."""
    return [
        Published(message["AlarmName"], BEGAN + timedelta(seconds=at), json.dumps(message), TOPIC)
        for at, message in says
    ]


def rehearsed(configuration: Configuration) -> Player:
    return play(configuration, heard_in(published(last_night())), BEGAN + timedelta(hours=3))


@pytest.fixture(scope="module")
def running() -> Player:
    return rehearsed(RUNNING)


Post = tuple[str, str, tuple[str, ...]]


def really_posted(
    slack: RunningSlack, says: Sequence[tuple[float, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> Counter[Post]:
    """What Bellhop posted to Slack when it took in the same messages at the same times, and its timers rang."""
    posts: list[Post] = []
    post = Slack.post

    def noted(self: Slack, channel: str, message: Message, key: str, *more: Any) -> str:
        """An edit changes whom a message shows, so it is noted as it is posted."""
        body = body_of(message, lambda user_id: user_id)  # who is only named is not called
        posts.append((CHANNELS[channel], key, tuple(sorted(pings(body["text"], body["blocks"])))))
        return post(self, channel, message, key, *more)

    monkeypatch.setattr(Slack, "post", noted)
    clock = SetClock(BEGAN)
    bellhop = Bellhop(slack, clock, configuration=RUNNING)
    for number, (at, message) in enumerate(says):
        settle(bellhop, (BEGAN + timedelta(seconds=at) - clock()).total_seconds())
        bellhop.cloudwatch.add(alarm(message["AlarmName"], message["NewStateValue"]))
        bellhop.alarms.put(sns_record(message, f"sns-{number}"))
        bellhop.ring()
    settle(bellhop, (BEGAN + timedelta(hours=3) - clock()).total_seconds())
    return named_alike(posts)


def on_paper(player: Player) -> Counter[Post]:
    return named_alike((each.channel, each.key, tuple(sorted(each.mentions))) for each in player.slack.said)


def named_alike(posts: Iterable[Post]) -> Counter[Post]:
    """A digest's id is made of its channel's, which has no id on paper, and a card's details name its ts."""
    digests: dict[str, str] = {}
    found: Counter[Post] = Counter()
    for channel, key, mentions in posts:
        kind, identity, *rest = key.split("-")
        if kind == "digest":
            identity = digests.setdefault(identity, f"{channel} {len(digests)}")
        rest = [CHANNELS.get(each, each) for each in rest if not each.replace(".", "").isdigit() or kind == "digest"]
        found[channel, "-".join((kind, identity, *rest)), mentions] += 1
    return found


@pytest.mark.slow
def test_what_is_rehearsed_is_what_was_posted_with_storms_escalations_and_quiet_hours(
    slack: RunningSlack, monkeypatch: pytest.MonkeyPatch, running: Player
) -> None:
    posted = really_posted(slack, last_night(), monkeypatch)
    assert on_paper(running) == posted
    kinds = {key.partition("-")[0] for _, key, _ in posted} | {"escalation" for _, key, _ in posted if "escal" in key}
    assert kinds == {"incident", "digest", "escalation"}
    assert {mention for *_, mentions in posted for mention in mentions} == {
        "<!subteam^S0OPS>",
        "<@U0BO>",
        "<@U0ANA>",
        "<!here>",
    }


def forms(player: Player) -> dict[str, set[str]]:
    """Each alarm's channels, with what it is in them, whatever it did there."""
    found: dict[str, set[str]] = {}
    for told in player.told():
        shown = {f"{each.form.value} {each.channel}" for each in told.shown}
        found.setdefault(told.transition.name, set()).update(shown)
    return found


def test_each_alarm_is_told_as_what_it_became(running: Player) -> None:
    found = forms(running)
    assert found["web-high-cpu"] == {"card #alarms"}
    assert found["nightly-backup"] == set()
    assert found["shop-db-cpu"] == {"card #alarms", "card #ops"}
    assert found["web-lag"] == {"card #alarms", "thread #alarms"}
    assert found["storm-7"] == {"digest #alarms"}
    assert found["storm-1"] == {"card #alarms"}
    assert found["shop-4"] == {"digest #ops"}


@pytest.mark.parametrize(
    ("changed", "alarms", "kinds"),
    [
        ({4: {"channel": "#ops"}}, {"web-high-cpu", "web-lag", "web-flaps"}, {Kind.ELSEWHERE}),
        ({4: {"mention": ("U0ANA",)}}, {"web-high-cpu", "web-lag", "web-flaps"}, {Kind.MENTIONS}),
        ({4: {"escalate": ()}}, {"web-high-cpu", "web-lag"}, {Kind.LATER}),
        ({2: {"quiet": ""}}, {"shop-db-cpu"}, {Kind.MENTIONS, Kind.QUIET}),
        ({0: {"alarm": "monthly-*"}}, {"nightly-backup"}, {Kind.NEW}),
        ({4: {"drop": True, "mention": (), "escalate": ()}}, {"web-high-cpu", "web-lag", "web-flaps"}, {Kind.DROPPED}),
    ],
)
def test_one_changed_line_makes_exactly_that_difference(
    changed: dict[int, dict[str, Any]], alarms: set[str], kinds: set[Kind], running: Player
) -> None:
    routes = tuple(replace(route, **changed.get(at, {})) for at, route in enumerate(ROUTES))
    found = differences(running.told(), rehearsed(replace(RUNNING, routes=routes)).told())
    assert {each.alarm for each in found} == alarms
    assert {kind for each in found for kind in each.kinds} == kinds


def test_the_same_configuration_differs_in_nothing(running: Player) -> None:
    assert differences(running.told(), rehearsed(RUNNING).told()) == ()


def test_fewer_cards_of_a_storm_put_exactly_the_next_alarms_into_its_digest(running: Player) -> None:
    fewer = replace(RUNNING, incident=replace(RUNNING.incident, digest_after=2))
    found = differences(running.told(), rehearsed(fewer).told())
    assert {each.alarm for each in found} == {"storm-2", "shop-2"}
    assert all(Kind.DIGEST in each.kinds for each in found)
