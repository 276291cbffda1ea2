"""Which alarm is meant, whatever its name, and what was mistyped if there is none."""

from __future__ import annotations

import pytest

from tests.app.people import seen, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


@pytest.mark.parametrize("name", ["a <b> & c", "a &amp; c"])
def test_an_alarm_is_found_whatever_slack_makes_of_its_name(name: str, bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(alarm(name))
    type_in(bellhop, f"/forcealarm {name} ALARM because of R&D")
    assert bellhop.cloudwatch.changes[0][:2] == (name, "ALARM")
    assert "because of R&amp;D" in seen(bellhop)[0]


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
