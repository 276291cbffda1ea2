"""/forcealarm: list, look, and set an alarm's state by hand, saying what that calls and whether it stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.aws.cloudwatch import REASON_LIMIT
from app.base.errors import Later
from app.commands.forcealarm import COMPOSITE_STAYS, DISABLED, LIST_HINT, METRIC_RETURNS, STATES, Request, acts_on
from app.slack.interactions import Caller, SlashCommand
from sandbox.slack.threaded import RunningSlack
from tests.app.people import seen, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


@pytest.mark.parametrize(
    ("words", "requests"),
    [
        ("web-high-cpu", []),
        ("my shop is down", []),
        ("web-high-cpu ALARM", [Request("web-high-cpu", "ALARM")]),
        ("web-high-cpu alarm", [Request("web-high-cpu", "ALARM")]),
        (
            "web-high-cpu insufficient_data a try",
            [
                Request("web-high-cpu insufficient_data", "", "a try"),
                Request("web-high-cpu", "INSUFFICIENT_DATA", "a try"),
            ],
        ),
        (
            "my shop is down OK we looked",
            [Request("my shop is down OK", "", "we looked"), Request("my shop is down", "OK", "we looked")],
        ),
        ("OK ALARM", [Request("OK", "ALARM")]),
        (
            "two  spaces   ALARM  so  what",
            [Request("two  spaces   ALARM", "", "so  what"), Request("two  spaces", "ALARM", "so  what")],
        ),
        (
            "API ok rate OK",
            [Request("API ok rate", "OK"), Request("API ok", "", "rate OK"), Request("API", "OK", "rate OK")],
        ),
    ],
)
def test_the_words_are_read_in_every_way_the_longest_name_first(words: str, requests: list[Request]) -> None:
    assert Request.parse(words) == (Request(words), *requests)


@given(st.text())
def test_no_text_at_all_raises(words: str) -> None:
    assert all(request.state in ("", *STATES) for request in Request.parse(words))


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("", ""),
        ("my shop is down", ""),
        ("web ALARM", "alarm:web"),
        ("API ok rate", "alarm:API"),
        ("API ok rate ALARM", "alarm:API"),
    ],
)
def test_wherever_a_state_may_be_meant_it_acts_and_always_on_the_same_for_one_alarm(words: str, topic: str) -> None:
    assert acts_on(SlashCommand(Caller("U0ANA", "C0OPS"), "/forcealarm", words)) == topic


@pytest.mark.parametrize("name", ["a <b> & c", "a &amp; c"])
def test_an_alarm_is_found_whatever_slack_makes_of_its_name(name: str, bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(alarm(name))
    type_in(bellhop, f"/forcealarm {name} ALARM because of R&D")
    assert bellhop.cloudwatch.changes[0][:2] == (name, "ALARM")
    assert "because of R&amp;D" in seen(bellhop)[0]


def test_alone_it_lists_the_alarms_those_in_alarm_first(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm")
    lines = seen(bellhop)[0].splitlines()
    assert lines[:2] == [":red_circle: ALARM  `web-5xx`", ":large_green_circle: OK  `web-high-cpu`"]


def test_with_a_name_it_shows_what_each_state_would_call(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu")
    (card,) = seen(bellhop)
    assert "*web-high-cpu* is in *OK*" in card
    assert "ALARM: Triggers: `sns:us-east-1:123456789012:bellhop-alarms`." in card
    assert "INSUFFICIENT_DATA: The alarm has no action for INSUFFICIENT_DATA" in card


def test_with_a_state_it_sets_it_and_tells_the_channel_what_that_calls(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu alarm fire drill")
    ((name, state, reason),) = bellhop.cloudwatch.changes
    assert (name, state) == ("web-high-cpu", "ALARM")
    assert reason.startswith("fire drill (set by hand in Slack by ana; request ")
    (told,) = seen(bellhop, user="U0BO")
    assert told.startswith("ana set `web-high-cpu` from OK to *ALARM*: fire drill. Triggers: `sns:")
    assert told.endswith(METRIC_RETURNS)


def test_an_alarm_with_spaces_in_its_name_can_be_forced(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(alarm("my shop is down"))
    type_in(bellhop, "/forcealarm my shop is down ALARM")
    assert [name for name, _, _ in bellhop.cloudwatch.changes] == ["my shop is down"]


@pytest.mark.parametrize("name", ["API OK rate", "billing alarm", "High CPU alarm (web)", "two  spaces", "x alarm ok"])
def test_an_alarm_with_words_that_spell_a_state_in_its_name_can_be_looked_at_and_forced(
    name: str, bellhop: Bellhop
) -> None:
    for known in ("API", "billing", "High CPU", "two spaces", "x", name):
        bellhop.cloudwatch.add(alarm(known))
    type_in(bellhop, f"/forcealarm {name}")
    assert f"*{name}* is in *OK*" in seen(bellhop)[0]
    assert bellhop.cloudwatch.changes == []
    type_in(bellhop, f"/forcealarm {name} alarm is it OK ?")
    ((forced, state, reason),) = bellhop.cloudwatch.changes
    assert (forced, state) == (name, "ALARM")
    assert reason.startswith("is it OK ? (set by hand")


def test_a_text_longer_than_any_name_is_no_alarm(bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm {'x' * 300}")
    type_in(bellhop, f"/forcealarm web-high-cpu ALARM {'because ' * 50}")
    assert seen(bellhop)[0].startswith("There is no alarm `xxx")
    assert [name for name, _, _ in bellhop.cloudwatch.changes] == ["web-high-cpu"]


def test_a_list_too_long_for_slack_ends_with_how_many_there_are_more_and_the_hint(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    for number in range(60):
        bellhop.cloudwatch.add(
            alarm(f"prod-payments-{number:03d}-target-group-unhealthy-hosts-and-latency-p99-too-high")
        )
    type_in(bellhop, "/forcealarm")
    (message,) = slack.messages("C0OPS")
    lines = message["blocks"][0]["text"]["text"].splitlines()
    assert all(line.endswith("`") for line in lines[:-1]), "whole lines only"
    assert lines[-1].startswith(f"… and {62 - len(lines) + 1} more.")
    assert LIST_HINT in str(message["blocks"][-1])


def test_the_state_it_is_in_already_is_said_and_nothing_is_called(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-5xx ALARM")
    assert bellhop.cloudwatch.changes == []
    assert "`web-5xx` is already in ALARM" in seen(bellhop)[0]


def test_disabled_actions_are_said_since_nothing_will_be_called(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(replace(alarm("muted"), actions_enabled=False))
    type_in(bellhop, "/forcealarm muted ALARM")
    assert DISABLED in seen(bellhop)[0]


def test_a_composite_alarm_stays_until_a_child_changes(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(replace(alarm("web-down"), is_composite=True))
    type_in(bellhop, "/forcealarm web-down ALARM")
    assert seen(bellhop)[0].endswith(COMPOSITE_STAYS)


def test_a_mistyped_name_gets_the_near_names(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cup ALARM")
    assert "There is no alarm `web-high-cup`. Did you mean `web-high-cpu`?" in seen(bellhop)[0]


def test_a_mistyped_state_is_of_the_alarm_with_the_longest_name(bellhop: Bellhop) -> None:
    for name in ("billing", "billing alarm"):
        bellhop.cloudwatch.add(alarm(name))
    type_in(bellhop, "/forcealarm billing alarm  OKAY")
    assert bellhop.cloudwatch.changes == []
    assert seen(bellhop)[0].startswith(
        "`OKAY` is not an alarm state. Did you mean `OK`? Try `/forcealarm billing alarm"
    )


def test_a_mistyped_state_is_told_as_a_state_not_as_a_name(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu ALRM")
    assert seen(bellhop)[0].startswith(
        "`ALRM` is not an alarm state. Did you mean `ALARM`? Try `/forcealarm web-high-cpu"
    )


def test_a_job_that_died_after_the_change_tells_what_it_was_before(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.deaths.append(RuntimeError("the process died"))
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    bellhop.clock.advance(10)
    bellhop.work()
    assert "from OK to *ALARM*" in seen(bellhop)[0]


def died_half_way(bellhop: Bellhop, **meanwhile: object) -> None:
    """The process dies once CloudWatch has accepted; then this becomes of the alarm, and the job comes again."""
    bellhop.cloudwatch.deaths.append(RuntimeError("the process died"))
    bellhop.slack.act(user="U0ANA", channel="C0OPS", command="/forcealarm web-high-cpu ALARM")
    bellhop.work()
    bellhop.cloudwatch.add(replace(bellhop.cloudwatch.named(["web-high-cpu"])[0], **meanwhile))  # type: ignore[arg-type]
    bellhop.clock.advance(10)
    bellhop.work()


def test_a_job_that_died_half_way_knows_its_change_by_the_mark_in_the_reason(bellhop: Bellhop) -> None:
    died_half_way(bellhop)
    assert len(bellhop.cloudwatch.changes) == 1
    assert "from OK to *ALARM*" in seen(bellhop)[0]


def test_a_job_that_died_half_way_does_not_force_again_what_cloudwatch_took_back(bellhop: Bellhop) -> None:
    died_half_way(bellhop, state="OK", reason="Threshold not crossed", since=bellhop.clock())
    assert len(bellhop.cloudwatch.changes) == 1
    assert "cannot tell whether the change was made: the alarm is in OK now" in seen(bellhop)[0]


def test_a_change_that_cloudwatch_never_got_is_made_at_the_next_try(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.faults.append(Later("AWS did not answer.", maybe_done=True))
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    bellhop.clock.advance(10)
    bellhop.work()
    assert len(bellhop.cloudwatch.changes) == 1
    assert "from OK to *ALARM*" in seen(bellhop)[0]


def test_a_long_reason_is_cut_but_not_who_set_it(bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm web-high-cpu ALARM {'x' * 2000}")
    ((_, _, reason),) = bellhop.cloudwatch.changes
    assert "by ana; request" in reason[:REASON_LIMIT]


def test_names_and_reasons_are_escaped_everywhere(bellhop: Bellhop, slack: RunningSlack) -> None:
    bellhop.cloudwatch.add(replace(alarm("<!channel>"), reason="<!here> `x`"))
    for words in ("", "<!channel>", "<!channel> ALARM <!everyone>", "<!channel> nostate", "<!here> ALARM"):
        type_in(bellhop, f"/forcealarm {words}".strip())
    pinged = {ping for message in slack.messages("C0OPS") for ping in message["pings"]}
    assert pinged == set()


def test_an_alarm_without_a_since_or_reason_is_shown_all_the_same(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(replace(alarm("new"), state="INSUFFICIENT_DATA", reason="", actions_enabled=True))
    type_in(bellhop, "/forcealarm new")
    assert "*new* is in *INSUFFICIENT_DATA*" in seen(bellhop)[0]
