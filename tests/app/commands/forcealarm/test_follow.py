"""A forced alarm is followed on the message that told of it, until CloudWatch takes it back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.base.errors import Later
from app.commands.forcealarm.follow import LOOKS, documents
from app.commands.forcealarm.followed import COMPOSITE_STAYS, LINGERS, METRIC_RETURNS, STILL
from app.slack.followed import TOLD_HERE
from sandbox.slack.people import Channel
from tests.app.commands.expiry import forget_expired
from tests.app.commands.forcealarm.policies import STOPS, go_ahead, with_policies
from tests.app.people import seen, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def pass_by(bellhop: Bellhop, seconds: float) -> None:
    """Every timer rings that is due by then."""
    end = bellhop.clock.epoch() + seconds
    while (due := bellhop.watch.next_due()) is not None and due <= end:
        bellhop.clock.advance(max(0.0, due - bellhop.clock.epoch()))
        bellhop.work()
    bellhop.clock.advance(end - bellhop.clock.epoch())


def taken_back(bellhop: Bellhop, name: str, to: str = "OK", reason: str = "Threshold not crossed") -> None:
    (known,) = bellhop.cloudwatch.named([name])
    bellhop.cloudwatch.add(replace(known, state=to, reason=reason, since=bellhop.clock()))


def looks(bellhop: Bellhop) -> int:
    return len(bellhop.cloudwatch.asked)


def test_once_cloudwatch_took_it_back_the_message_says_so_with_the_seconds(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    assert seen(bellhop)[0].endswith(METRIC_RETURNS)
    pass_by(bellhop, 12)
    taken_back(bellhop, "web-high-cpu")
    pass_by(bellhop, 10)
    (told,) = seen(bellhop)
    assert told.endswith("(1 queue).\nCloudWatch set it back to *OK* after 12 s.")
    assert bellhop.watch.next_due() is None


def test_an_answered_question_follows_it_too(bellhop: Bellhop) -> None:
    with_policies(bellhop, STOPS)
    type_in(bellhop, "/forcealarm web-scales ALARM")
    go_ahead(bellhop, user="U0BO")
    taken_back(bellhop, "web-scales", "INSUFFICIENT_DATA")
    pass_by(bellhop, 10)
    (told,) = seen(bellhop)
    assert told.endswith("CloudWatch set it to *INSUFFICIENT_DATA* after less than a second.")


def test_what_does_not_change_is_not_told_again(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    before, calls = bellhop.slack.messages("C0OPS"), len(bellhop.slack.calls())
    pass_by(bellhop, 60)
    assert (bellhop.slack.messages("C0OPS"), len(bellhop.slack.calls())) == (before, calls)


@pytest.mark.parametrize(
    ("forced", "words"),
    [
        (replace(alarm("forced"), is_composite=True), COMPOSITE_STAYS),
        (replace(alarm("forced"), lingers=True), LINGERS),
        (alarm("forced"), ""),
    ],
)
def test_after_half_an_hour_it_says_that_it_looks_no_longer(forced: object, words: str, bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(forced)  # type: ignore[arg-type]
    type_in(bellhop, "/forcealarm forced ALARM")
    asked = looks(bellhop)
    pass_by(bellhop, 3 * 3600)
    (told,) = seen(bellhop)
    assert told.endswith("\n" + STILL.format(state="ALARM", span="31 min 30 s", why=words).strip())
    assert looks(bellhop) == asked + len(LOOKS)
    assert bellhop.watch.next_due() is None


def test_a_deleted_alarm_ends_it(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    bellhop.cloudwatch.remove("web-high-cpu")
    pass_by(bellhop, 10)
    assert seen(bellhop)[0].endswith("The alarm was deleted.")
    assert bellhop.watch.next_due() is None


def test_a_timer_that_rings_twice_and_one_after_the_end_do_nothing(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    pass_by(bellhop, 3)
    first, asked = bellhop.watch.texts[0], looks(bellhop)
    bellhop.watch.put(first)
    bellhop.work()
    assert looks(bellhop) == asked
    taken_back(bellhop, "web-high-cpu")
    pass_by(bellhop, 10)
    for text in list(bellhop.watch.texts):
        bellhop.watch.put(text)
    asked = looks(bellhop)
    bellhop.work()
    assert (looks(bellhop), bellhop.watch.next_due()) == (asked, None)


def test_while_cloudwatch_is_busy_it_waits(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    bellhop.cloudwatch.silence = Later("AWS is busy.")
    pass_by(bellhop, 60)
    bellhop.cloudwatch.silence = None
    taken_back(bellhop, "web-high-cpu")
    pass_by(bellhop, 600)
    assert seen(bellhop)[0].endswith("CloudWatch set it back to *OK* after 1 min.")


def test_a_message_that_is_not_there_yet_is_edited_later(bellhop: Bellhop) -> None:
    bellhop.slack.fault("chat.postMessage", "status", status=500)
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    taken_back(bellhop, "web-high-cpu")
    pass_by(bellhop, 5)
    bellhop.slack.clear_faults()
    pass_by(bellhop, 600)
    assert seen(bellhop)[-1].endswith("after less than a second.")


HOURS = 3 * 3600
ARCHIVED = Channel("C0OPS", "ops", {"U0BELLHOP", "U0ANA"}, is_archived=True)
OPEN = Channel("C0OPS", "ops", {"U0BELLHOP", "U0ANA"})


def test_a_message_that_slack_takes_only_hours_after_the_end_says_the_end(bellhop: Bellhop) -> None:
    bellhop.slack.fault("chat.postMessage", "status", status=500)
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    pass_by(bellhop, 12)
    taken_back(bellhop, "web-high-cpu")
    pass_by(bellhop, 60)
    taken_back(bellhop, "web-high-cpu", "ALARM", "It went off by itself.")
    pass_by(bellhop, HOURS)
    bellhop.slack.clear_faults()
    pass_by(bellhop, 1800)
    (told,) = seen(bellhop)
    assert told.endswith("CloudWatch set it back to *OK* after 12 s."), "what was seen then, not hours later"
    assert bellhop.watch.next_due() is None


def test_a_message_that_slack_takes_only_after_twelve_days_says_the_end(bellhop: Bellhop) -> None:
    bellhop.slack.fault("chat.postMessage", "error", error="token_revoked")
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    taken_back(bellhop, "web-high-cpu")
    bellhop.clock.advance(12 * 86400)
    forget_expired(bellhop)
    bellhop.slack.clear_faults()
    pass_by(bellhop, 3600)
    assert [text.endswith("after less than a second.") for text in seen(bellhop)] == [True]


def test_an_older_bellhop_finds_an_end_that_is_not_told_yet_still_to_be_followed(bellhop: Bellhop) -> None:
    """After a rollback while Slack is away: that one stops at what is over, as it tells before it stores."""
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    bellhop.slack.fault("chat.update", "status", status=500)
    taken_back(bellhop, "web-high-cpu")
    pass_by(bellhop, 60)
    timer = json.loads(bellhop.watch.texts[-1])["timer"]
    known = documents(bellhop.parts).find(timer["key"].partition(":")[0])
    assert known
    assert (timer["attempt"] > 1, known.is_over) == (True, False)


def test_where_its_channel_is_archived_meanwhile_whoever_asked_is_told_the_end_once(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    bellhop.slack.add_channel(ARCHIVED)
    taken_back(bellhop, "web-high-cpu")
    pass_by(bellhop, 10)
    (told,) = seen(bellhop, "D0ANA")
    assert told.startswith(TOLD_HERE)
    assert told.endswith("CloudWatch set it back to *OK* after less than a second.")
    bellhop.slack.add_channel(OPEN)
    pass_by(bellhop, HOURS)
    assert (len(seen(bellhop)), len(seen(bellhop, "D0ANA")), bellhop.watch.next_due()) == (1, 1, None)


def test_where_bellhop_is_not_whoever_asked_is_told_the_end(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu ALARM", channel="C0PRIVATE")
    taken_back(bellhop, "web-high-cpu")
    pass_by(bellhop, 10)
    assert [text.endswith("after less than a second.") for text in seen(bellhop, "D0ANA")] == [True]
