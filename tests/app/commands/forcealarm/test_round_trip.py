"""`/forcealarm test ALARM`: to ALARM and back, and what came of it; whatever dies meanwhile, it is set back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.aws.sns import Subscribers, Subscription
from app.base.errors import Later, Wrong
from app.commands.forcealarm.buttons import CANCEL
from app.config.configuration import Configuration, IncidentSettings
from app.config.guards import Guard
from app.config.home import Home
from app.config.routes import Route
from app.slack.followed import TOLD_HERE
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.commands.expiry import forget_expired
from tests.app.commands.forcealarm.policies import STOPS, go_ahead, with_policies
from tests.app.commands.forcealarm.test_follow import ARCHIVED
from tests.app.commands.scale.talk import newest
from tests.app.people import by_name, seen, type_in
from tests.fakes.aws import TOPIC, alarm
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock

NAME = "web-high-cpu"
ARN = f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{NAME}"
OURS = Subscribers((Subscription("sqs", "arn:aws:sqs:us-east-1:123456789012:bellhop-alarms"),))
ROUTE = Route(alarm="*", mention=("U0BO", "S0OPS"))


@contextmanager
def chain(slack: RunningSlack, clock: SetClock, **more: Any) -> Iterator[Bellhop]:
    """Alarms whose topic leads to Bellhop, and a route that mentions people."""
    configuration = Configuration(ALARMS, routes=more.pop("routes", (ROUTE,)), **more)
    bellhop = Bellhop(slack, clock, configuration=configuration)
    home = Home("123456789012", "us-east-1", TOPIC)
    object.__setattr__(bellhop.parts, "home", home)
    bellhop.topics.known[TOPIC] = OURS
    bellhop.cloudwatch.add(replace(alarm(NAME), arn=ARN))
    with listening(bellhop):
        yield bellhop


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    with chain(slack, clock) as made:
        yield made


def pass_by(bellhop: Bellhop, seconds: float, rings: bool = True) -> None:
    """Time passes; CloudWatch tells Bellhop of each change a second later, unless the way there is broken."""
    told = getattr(bellhop, "told", 0)
    for _ in range(int(seconds)):
        bellhop.clock.advance(1)
        changes = bellhop.cloudwatch.changes
        for at, (name, state, reason) in enumerate(changes[told:], told):
            old = changes[at - 1][1] if at else "OK"
            seconds_after = (bellhop.clock() - timedelta(seconds=1)).timestamp() - cloudwatch_began()
            if rings:
                ring(bellhop, {**cloudwatch_says(old, state, seconds_after, name), "NewStateReason": reason})
        told = len(changes)
        bellhop.work()
    bellhop.told = told  # type: ignore[attr-defined]


def cloudwatch_began() -> float:
    from tests.app.alarms.ringing import BEGAN

    return BEGAN.timestamp()


def states(bellhop: Bellhop) -> list[str]:
    return [state for _, state, _ in bellhop.cloudwatch.changes]


def is_as_before(bellhop: Bellhop) -> bool:
    (known,) = bellhop.cloudwatch.named([NAME])
    return known.state == "OK" and bellhop.watch.next_due() is None


def pings(bellhop: Bellhop) -> set[str]:
    return {
        ping for channel in ("C0ALARMS", "C0OPS") for each in bellhop.slack.messages(channel) for ping in each["pings"]
    }


def test_it_goes_to_alarm_and_back_and_says_what_came_where_and_how_fast(bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm test {NAME}")
    assert seen(bellhop)[0].splitlines() == [
        f":test_tube: ana tests `{NAME}`: Bellhop sets it to *ALARM* and then back to *OK*. Nobody is mentioned.",
        "In ALARM: Triggers: notify the topic `bellhop-alarms` (1 queue).",
        "In OK: Triggers: notify the topic `bellhop-alarms` (1 queue).",
    ]
    pass_by(bellhop, 20)
    assert states(bellhop) == ["ALARM", "OK"]
    first, out, back, who, *_ = by_name(seen(bellhop)[0]).splitlines()
    assert first == f":white_check_mark: ana tested `{NAME}`: the message came."
    assert out.startswith("To ALARM: CloudWatch changed it after ")
    assert out.endswith("s later the message was in <#C0ALARMS>.")
    assert back.startswith("Back to OK: set by Bellhop, and within ")
    assert who == "Nobody was mentioned. A real alarm mentions bo `S0OPS` in `#alarms`."
    assert pings(bellhop) == set()
    assert ":test_tube: *Test* by ana" in str(cards(bellhop.slack)[-1]["blocks"])
    assert is_as_before(bellhop)


def test_where_no_message_comes_that_is_the_result_and_it_is_set_back(bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm test {NAME}")
    pass_by(bellhop, 150, rings=False)
    assert states(bellhop) == ["ALARM", "OK"]
    first, out, back, *_ = by_name(seen(bellhop)[0]).splitlines()
    assert first == f":x: ana tested `{NAME}`: no message came."
    assert out.endswith(", and no message came within a minute.")
    assert back == "Back to OK: set by Bellhop."
    assert is_as_before(bellhop)


def test_a_message_that_slack_takes_only_after_the_end_says_the_end(bellhop: Bellhop) -> None:
    bellhop.slack.fault("chat.postMessage", "ratelimited", count=5, retry_after=20)
    type_in(bellhop, f"/forcealarm test {NAME}")
    pass_by(bellhop, 400, rings=False)
    assert states(bellhop) == ["ALARM", "OK"]
    assert by_name(seen(bellhop)[0]).startswith(f":x: ana tested `{NAME}`: no message came.")
    assert is_as_before(bellhop)


def test_while_slack_is_away_for_hours_it_is_set_back_and_then_its_message_says_so(bellhop: Bellhop) -> None:
    bellhop.slack.fault("chat.postMessage", "status", status=500)
    type_in(bellhop, f"/forcealarm test {NAME}")
    pass_by(bellhop, 3 * 3600, rings=False)
    assert states(bellhop) == ["ALARM", "OK"]
    bellhop.slack.clear_faults()
    pass_by(bellhop, 1800, rings=False)
    (told,) = seen(bellhop)
    assert by_name(told).startswith(f":x: ana tested `{NAME}`: no message came.")
    assert is_as_before(bellhop)


def test_one_whose_timer_waits_for_twelve_days_is_set_back_all_the_same(bellhop: Bellhop) -> None:
    """As long as a queue keeps it, such as while nothing may run."""
    type_in(bellhop, f"/forcealarm test {NAME}")
    bellhop.clock.advance(12 * 86400)
    forget_expired(bellhop)
    pass_by(bellhop, 400, rings=False)
    assert states(bellhop) == ["ALARM", "OK"]
    assert bellhop.watch.next_due() is None


def test_where_its_channel_is_archived_meanwhile_whoever_asked_is_told_the_result(bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm test {NAME}")
    bellhop.slack.add_channel(ARCHIVED)
    pass_by(bellhop, 20)
    (told,) = seen(bellhop, "D0ANA")
    assert by_name(told).startswith(f"{TOLD_HERE}:white_check_mark: ana tested `{NAME}`: the message came.")
    assert is_as_before(bellhop)


def test_while_aws_is_busy_longer_than_a_test_takes_nothing_is_said_of_one_that_is_not_begun(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.faults += [Later("AWS is busy.", maybe_done=False)] * 8
    type_in(bellhop, f"/forcealarm test {NAME}")
    pass_by(bellhop, 400)
    assert (states(bellhop), seen(bellhop)) == ([], [])
    pass_by(bellhop, 400)
    assert states(bellhop) == ["ALARM", "OK"]
    (told,) = seen(bellhop)
    assert by_name(told).startswith(":white_check_mark: ana tested")
    assert is_as_before(bellhop)


def test_one_that_cloudwatch_takes_back_by_itself_is_not_set_again(bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm test {NAME}")
    reason = bellhop.cloudwatch.changes[0][2]
    bellhop.cloudwatch.changes.append((NAME, "OK", "Threshold not crossed"))
    bellhop.cloudwatch.add(replace(alarm(NAME), arn=ARN))
    pass_by(bellhop, 10)
    assert len(bellhop.cloudwatch.changes) == 2
    assert reason
    assert "Back to OK: by CloudWatch itself, and within" in seen(bellhop)[0]
    assert is_as_before(bellhop)


def test_whatever_is_triggered_beside_our_topic_is_asked_first(bellhop: Bellhop) -> None:
    with_policies(bellhop, replace(STOPS, name=NAME, arn=ARN))
    type_in(bellhop, f"/forcealarm test {NAME}")
    assert bellhop.cloudwatch.changes == []
    assert seen(bellhop) == [
        f":raised_hand: ana wants to test `{NAME}`: to *ALARM* and back to OK. Bellhop mentions nobody. "
        "But that will stop the instance `i-1` of `web`. Go ahead?"
    ]
    go_ahead(bellhop)
    pass_by(bellhop, 20)
    assert states(bellhop) == ["ALARM", "OK"]
    assert by_name(seen(bellhop)[0]).startswith(":white_check_mark: ana tested")
    assert is_as_before(bellhop)


@pytest.mark.parametrize(
    ("topic", "subscribers", "label"),
    [
        ("arn:aws:sns:us-east-1:123456789012:pagers", Subscribers(), "Set ALARM: notify pagers"),
        (
            TOPIC,
            Subscribers((*OURS.subscriptions, Subscription("email", "a@example.com"))),
            "Set ALARM: notify bellhop-alarms",
        ),
    ],
)
def test_other_peoples_topic_and_others_at_ours_are_asked_about(
    topic: str, subscribers: Subscribers, label: str, bellhop: Bellhop
) -> None:
    bellhop.topics.known[topic] = subscribers
    known = replace(alarm(NAME), arn=ARN)
    bellhop.cloudwatch.add(replace(known, actions={**known.actions, "OK": (topic,)}))
    type_in(bellhop, f"/forcealarm test {NAME}")
    assert bellhop.cloudwatch.changes == []
    assert newest(bellhop)["blocks"][-1]["elements"][0]["text"]["text"] == label
    go_ahead(bellhop, CANCEL)
    assert bellhop.cloudwatch.changes == []


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (alarm(NAME, "ALARM"), f"`{NAME}` is in ALARM now, so it cannot be tested. Nothing was done."),
        (
            replace(alarm(NAME), actions_enabled=False),
            "The alarm's actions are disabled, so no action is triggered. So a test",
        ),
    ],
)
def test_what_cannot_be_tested_is_refused(known: Any, said: str, bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(known)
    type_in(bellhop, f"/forcealarm test {NAME}")
    assert seen(bellhop)[-1].startswith(said)
    assert bellhop.cloudwatch.changes == []


def test_names_are_found_as_elsewhere_and_an_alarm_of_that_name_beats_the_word(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm test web")
    assert "Type the whole name: `web-5xx`, `web-high-cpu`" in seen(bellhop)[-1]
    bellhop.cloudwatch.add(alarm("test"))
    bellhop.cloudwatch.add(alarm("test it"))
    type_in(bellhop, "/forcealarm test it")
    assert "*test it* is in *OK*" in seen(bellhop)[-1]
    type_in(bellhop, "/forcealarm test ALARM")
    assert [name for name, _, _ in bellhop.cloudwatch.changes] == ["test"]


@pytest.mark.parametrize("guard", [Guard(users=("U0BO",)), Guard(users=("U0ANA",), may=("acknowledge",))])
def test_guests_and_who_a_guard_is_against_may_not(guard: Guard, slack: RunningSlack, clock: SetClock) -> None:
    with chain(slack, clock, guards=(replace(guard, alarm="web-*"),)) as bellhop:
        for user in ("U0ANA", "U0EVE"):
            type_in(bellhop, f"/forcealarm test {NAME}", user=user)
        assert bellhop.cloudwatch.changes == []


def test_a_route_that_drops_it_is_said(slack: RunningSlack, clock: SetClock) -> None:
    with chain(slack, clock, routes=(Route(alarm="*", drop=True),)) as bellhop:
        type_in(bellhop, f"/forcealarm test {NAME}")
        pass_by(bellhop, 20)
        assert "a route drops it, so no message came" in seen(bellhop)[0]
        assert is_as_before(bellhop)


def test_one_that_goes_off_by_itself_meanwhile_is_left_alone(bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm test {NAME}")
    bellhop.clock.advance(30)
    real = replace(alarm(NAME, "ALARM"), arn=ARN, reason="1 datapoint [93]", since=bellhop.clock())
    bellhop.cloudwatch.add(real)
    pass_by(bellhop, 60, rings=False)
    assert states(bellhop) == ["ALARM"]
    assert "Bellhop could not set it back: it went off by itself meanwhile." in seen(bellhop)[0]


def test_what_cloudwatch_refuses_is_said(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.faults.append(Wrong("AWS refused to set it: no."))
    type_in(bellhop, f"/forcealarm test {NAME}")
    assert seen(bellhop) == ["AWS refused to set it: no."]
    pass_by(bellhop, 200)
    assert seen(bellhop) == ["AWS refused to set it: no."]
    assert is_as_before(bellhop)


DIES = (RuntimeError("the process died"), Later("AWS did not answer.", maybe_done=True))


@pytest.mark.parametrize("death", DIES, ids=("died", "unanswered"))
@pytest.mark.parametrize("at", [0, 1])
def test_killed_at_each_change_it_is_still_set_once_and_set_back(at: int, death: Exception, bellhop: Bellhop) -> None:
    if at == 0:
        bellhop.cloudwatch.deaths.append(death)
    type_in(bellhop, f"/forcealarm test {NAME}")
    if at == 1:
        bellhop.cloudwatch.deaths.append(death)
    pass_by(bellhop, 900)
    assert states(bellhop) == ["ALARM", "OK"]
    assert is_as_before(bellhop)
    assert ": the message came." in by_name(seen(bellhop)[-1])


def test_where_cloudwatch_is_busy_for_long_it_is_set_back_all_the_same(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.faults += [Later("AWS is busy.", maybe_done=False)] * 5
    type_in(bellhop, f"/forcealarm test {NAME}")
    pass_by(bellhop, 1800)
    assert states(bellhop) in ([], ["ALARM", "OK"])
    assert is_as_before(bellhop)


def test_a_bug_in_looking_leaves_no_alarm_as_it_was_set(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.commands.forcealarm.round_trip.seen", lambda *_: 1 / 0)
    type_in(bellhop, f"/forcealarm test {NAME}")
    pass_by(bellhop, 60)
    assert states(bellhop) == ["ALARM", "OK"]


def test_a_reason_is_no_part_of_the_name(bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm test {NAME} because of a new route")
    assert states(bellhop) == ["ALARM"]
    pass_by(bellhop, 20)
    assert is_as_before(bellhop)
    bellhop.cloudwatch.add(alarm("web because of"))
    type_in(bellhop, "/forcealarm test web because of")
    assert bellhop.cloudwatch.changes[-1][:2] == ("web because of", "ALARM")


@pytest.mark.parametrize("name", [NAME, "high-cpu"])
def test_a_test_takes_no_duration_and_says_what_to_type(name: str, bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm test {name} for 5m")
    assert seen(bellhop) == [
        f"A test of `{NAME}` is over once its messages came, within two minutes, so it takes no `for 5m`. Nothing was "
        f"done. Send `/forcealarm test {NAME}`."
    ]
    assert bellhop.cloudwatch.changes == []
    bellhop.cloudwatch.add(alarm("waits for 5m"))
    type_in(bellhop, "/forcealarm test waits for 5m")
    assert states(bellhop) == ["ALARM"]


def test_in_a_storm_it_is_a_row_and_set_back_too(slack: RunningSlack, clock: SetClock) -> None:
    with chain(slack, clock, incident=IncidentSettings(digest_after=1)) as bellhop:
        for name in ("storm-1", "storm-2", NAME):
            bellhop.cloudwatch.add(replace(alarm(name), arn=ARN.replace(NAME, name)))
            type_in(bellhop, f"/forcealarm test {name}")
        for name, state, reason in tuple(bellhop.cloudwatch.changes):
            says = cloudwatch_says("OK", state, clock().timestamp() - cloudwatch_began(), name)
            ring(bellhop, {**says, "NewStateReason": reason})
        bellhop.told = 3  # type: ignore[attr-defined]
        pass_by(bellhop, 20)
        assert {each.state for each in bellhop.cloudwatch.named(["storm-1", "storm-2", NAME])} == {"OK"}
        first, out, *_ = by_name(seen(bellhop)[-1]).splitlines()
        assert first == f":white_check_mark: ana tested `{NAME}`: the message came."
        assert out.endswith("s later the message was in <#C0ALARMS>.")
