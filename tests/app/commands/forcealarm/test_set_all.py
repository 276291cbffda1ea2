"""Alarms are set in steps of two; whatever an earlier try did is known again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.aws.alarm import HistoryItem
from app.commands.forcealarm import follow, set_all
from app.commands.forcealarm.follow import documents
from app.commands.forcealarm.followed import ALREADY, FAILED, GONE, Followed, Following
from app.config.guards import Guard
from tests.app.commands.scale.test_approve import set_guards
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop

REASON = "Test (set by hand in Slack by ana; request m1)"


def begun(bellhop: Bellhop, *alarms: Followed) -> None:
    set_all.begin(
        Following("f1", "ALARM", ("k",), "C0OPS", words="ana sets.", alarms=alarms, reason=REASON), bellhop.parts
    )


def step(bellhop: Bellhop, number: int = 1) -> Following:
    set_all.step(bellhop.parts, f"f1:{number}")
    found = documents(bellhop.parts).find("f1")
    assert found
    return found


def test_one_that_was_set_and_taken_back_before_the_next_try_is_not_set_again(bellhop: Bellhop) -> None:
    data = json.dumps({"newState": {"stateValue": "ALARM", "stateReason": REASON}})
    bellhop.cloudwatch.histories["web-high-cpu"] = (
        HistoryItem("web-high-cpu", bellhop.clock(), "StateUpdate", "", data),
    )
    begun(bellhop, Followed("web-high-cpu", "OK", "m1", begun=bellhop.clock()))
    assert step(bellhop).alarms[0].at == bellhop.clock()
    assert bellhop.cloudwatch.changes == []


@pytest.mark.parametrize(("name", "end"), [("web-5xx", ALREADY), ("none", GONE)])
def test_what_is_in_the_state_or_gone_meanwhile_is_not_set(name: str, end: str, bellhop: Bellhop) -> None:
    begun(bellhop, Followed(name, "OK", "m1"))
    assert step(bellhop).alarms[0].end == end
    assert bellhop.cloudwatch.changes == []


def test_it_goes_back_to_the_state_that_it_was_in_when_it_was_set(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(replace(alarm("web-high-cpu"), state="INSUFFICIENT_DATA"))
    begun(bellhop, Followed("web-high-cpu", "OK", "m1"))
    (followed,) = step(bellhop).alarms
    assert (followed.before, followed.at) == ("INSUFFICIENT_DATA", bellhop.clock())
    assert bellhop.cloudwatch.changes == [("web-high-cpu", "ALARM", REASON)]


def test_a_step_that_comes_again_or_of_what_is_forgotten_does_nothing(bellhop: Bellhop) -> None:
    begun(bellhop, *(Followed(name, "OK", "m1") for name in ("web-high-cpu", "web-5xx", "none")))
    once = step(bellhop)
    assert len(once.waiting) == 1
    assert step(bellhop) == once
    set_all.step(bellhop.parts, "f2:1")
    assert not step(bellhop, 2).waiting


def test_who_began_may_die_before_the_first_step_is_sure(bellhop: Bellhop) -> None:
    follow.documents(bellhop.parts).begin(
        "f1", Following("f1", "ALARM", alarms=(Followed("web-high-cpu", "OK", "m1"),))
    )
    assert bellhop.watch.next_due() is None
    assert set_all.goes_on("f1", bellhop.parts)
    assert bellhop.watch.next_due() is not None
    assert not set_all.goes_on("f2", bellhop.parts)


def test_what_the_guards_no_longer_let_somebody_cause_is_not_set(bellhop: Bellhop) -> None:
    """CloudWatch may have kept it waiting for hours since somebody said yes."""
    begun(bellhop, Followed("web-high-cpu", "OK", "m1"))
    documents(bellhop.parts).change("f1", lambda known: replace(known, user_id="U0ANA"))
    set_guards(bellhop, Guard(alarm="web-*", users=("U0BO",)))
    (followed,) = step(bellhop).alarms
    assert bellhop.cloudwatch.changes == []
    assert (followed.end, followed.problem) == (
        FAILED,
        "the guards in bellhop.toml don't let <@U0ANA|> cause that any more.",
    )
