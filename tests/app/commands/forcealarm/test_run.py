"""/forcealarm sets an alarm's state once, and says what that triggers and whether it stays."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.aws.alarm import HistoryItem
from app.aws.cloudwatch import REASON_LIMIT
from app.base.errors import Later
from app.commands.forcealarm.followed import COMPOSITE_STAYS, LINGERS, METRIC_RETURNS
from app.config.configuration import Configuration
from app.config.guards import Guard
from app.listeners.silence import DISABLED, MUTED
from app.slack.messages.text import moment
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.forcealarm.policies import STEPS, go_ahead, with_policies
from tests.app.people import seen, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def test_with_a_state_it_sets_it_and_tells_the_channel_what_that_calls(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu alarm fire drill")
    ((name, state, reason),) = bellhop.cloudwatch.changes
    assert (name, state) == ("web-high-cpu", "ALARM")
    assert reason.startswith("fire drill (set by hand in Slack by ana; request ")
    (told,) = seen(bellhop, user="U0BO")
    assert told.startswith("ana set `web-high-cpu` from OK to *ALARM*: fire drill. Triggers: notify the topic `")
    assert "`bellhop-alarms` (1 queue)." in told
    assert told.endswith(METRIC_RETURNS)


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


def test_an_alarm_that_ignores_missing_data_stays_until_there_is_some(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(replace(alarm("quiet"), lingers=True))
    type_in(bellhop, "/forcealarm quiet ALARM")
    assert seen(bellhop)[0].endswith(LINGERS)


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


def test_a_policy_is_given_a_value_to_go_by_and_the_channel_is_told_which(bellhop: Bellhop) -> None:
    with_policies(bellhop, STEPS)
    type_in(bellhop, "/forcealarm web-scales ALARM")
    go_ahead(bellhop)
    assert json.loads(bellhop.cloudwatch.data["web-scales"])["recentDatapoints"] == [80.8]
    assert "Triggers: scale `web` from 2 to 6 (+4, policy `out`)." in seen(bellhop)[0]
    assert "The scaling policy `out` acts as if CPUUtilization were 80.8. As long as" in seen(bellhop)[0]
    assert seen(bellhop)[0].endswith(METRIC_RETURNS)


def test_an_alarm_without_policies_gets_no_data(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    assert bellhop.cloudwatch.data == {"web-high-cpu": ""}


def test_of_a_muted_alarm_it_is_said_that_no_action_follows_and_why(bellhop: Bellhop) -> None:
    now = bellhop.clock()
    bellhop.cloudwatch.mute("nightly", "web-high-cpu", now, now + timedelta(hours=1), "")
    type_in(bellhop, "/forcealarm web-high-cpu")
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    card, forced = seen(bellhop)
    told = MUTED.format(who="the rule `nightly`", until=f" until {moment(now + timedelta(hours=1))}")
    assert told in card
    assert told in forced
    assert "Triggers" not in forced


def test_where_nobody_can_tell_whether_it_is_muted_that_is_said_beside_what_it_triggers(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.takes_rules = False
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")
    assert "Triggers: notify the topic `bellhop-alarms` (1 queue)." in seen(bellhop)[0]
    assert "Bellhop cannot tell whether the alarm is muted" in seen(bellhop)[0]


def test_a_job_that_died_half_way_finds_its_change_in_the_history_though_cloudwatch_took_it_back(
    bellhop: Bellhop,
) -> None:
    bellhop.cloudwatch.deaths.append(Later("AWS did not answer.", maybe_done=True))
    bellhop.slack.act(user="U0ANA", channel="C0OPS", command="/forcealarm web-high-cpu ALARM")
    bellhop.work()
    ((name, _, reason),) = bellhop.cloudwatch.changes
    data = json.dumps({"newState": {"stateValue": "ALARM", "stateReason": reason}})
    bellhop.cloudwatch.histories[name] = (HistoryItem(name, bellhop.clock(), "StateUpdate", "", data),)
    taken_back = replace(alarm(), reason="Threshold not crossed", since=bellhop.clock())
    bellhop.cloudwatch.add(taken_back)
    bellhop.clock.advance(10)
    bellhop.work()
    assert len(bellhop.cloudwatch.changes) == 1
    assert seen(bellhop)[0].startswith("ana set `web-high-cpu` from OK to *ALARM*. Triggers")


def test_what_the_change_did_to_the_group_forbids_nothing_afterwards(slack: RunningSlack, clock: SetClock) -> None:
    """The policy has scaled `web` to 6, and another 4 would be too far: but that is not what was asked."""
    configuration = Configuration(ALARMS, guards=(Guard(group="web", max=6),))
    bellhop = with_policies(Bellhop(slack, clock, configuration=configuration), STEPS)
    with listening(bellhop):
        type_in(bellhop, "/forcealarm web-scales ALARM")
        bellhop.cloudwatch.deaths.append(RuntimeError("the process died"))
        go_ahead(bellhop)
        bellhop.scaling.set_desired("web", 6)
        clock.advance(10)
        bellhop.work()
    assert "scale `web` from 2 to 6" in seen(bellhop)[0]
