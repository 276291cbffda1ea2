"""Estimates are asked for at once, in one time, and whatever happens to one, a plan is told."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime

import pytest

from app.base.deadline import seconds_left
from app.base.errors import BellhopError, Later, Refused
from app.commands.scale.outlook import shares
from app.commands.scale.outlook.ask import SECONDS, begin
from app.commands.scale.outlook.catalogue import ESTIMATORS
from app.commands.scale.outlook.estimator import Estimator, Parts
from app.commands.scale.outlook.values import NOTHING, About, Estimate, Outlook
from app.store.table import MemoryTable
from tests.fakes.aws import FakeCloudWatch, FakeInstances
from tests.fakes.scaling import FakeAutoScaling, targets, web
from tests.patience import NO_TIMEOUT

ABOUT = About(web(), datetime(2026, 11, 30, tzinfo=UTC), 2, 4)
PARTS = Parts(targets(FakeAutoScaling(web())), FakeCloudWatch(), MemoryTable(), lambda: ABOUT.at, FakeInstances())


def says(line: str) -> Estimator:
    return lambda about, parts: Estimate((line,), {"said": line})


def fails(error: BaseException) -> Estimator:
    def estimate(about: About, parts: Parts) -> Estimate:
        raise error

    return estimate


def gathered(seconds: float = NO_TIMEOUT, **estimators: Estimator) -> Outlook:
    return begin(ABOUT, PARTS, estimators, seconds).wait()


def test_the_lines_are_in_the_order_of_the_catalogue() -> None:
    found = gathered(one=says("first"), two=lambda about, parts: Estimate(), three=says("third"))
    assert found == Outlook(("first", "third"), {"one": {"said": "first"}, "three": {"said": "third"}})
    assert gathered() == NOTHING


def test_all_are_asked_at_once() -> None:
    """Each waits until the other has begun."""
    both = threading.Barrier(2, timeout=NO_TIMEOUT)

    def estimate(about: About, parts: Parts) -> Estimate:
        both.wait()
        return Estimate(("here",))

    assert gathered(one=estimate, two=estimate).lines == ("here", "here")


def test_what_does_not_come_in_time_is_left_out_with_a_word_and_all_have_the_same_time() -> None:
    never = threading.Event()
    left: list[float] = []

    def estimate(about: About, parts: Parts) -> Estimate:
        left.append(seconds_left())
        never.wait()
        return Estimate(("too late",))

    begun = time.monotonic()
    found = gathered(0.1, slow=estimate, slower=estimate, quick=says("here"))
    never.set()
    assert found.lines == (
        ":grey_question: No slow: there was no answer within 0.1 s.",
        ":grey_question: No slower: there was no answer within 0.1 s.",
        "here",
    )
    assert list(found.kept) == ["quick"]
    assert max(left) <= 0.1  # so a door asks nobody any more
    assert time.monotonic() - begun < NO_TIMEOUT
    assert SECONDS == 2.0


def test_what_aws_denies_is_left_out_in_its_words_escaped_and_short(caplog: pytest.LogCaptureFixture) -> None:
    """It is denied at each plan, so only who asks for a dry run is told."""
    denied, busy = Refused("AWS does not allow <that>. " + "x" * 300), Later("AWS is busy.")
    with caplog.at_level(logging.WARNING):
        found = gathered(forecast=fails(denied), price=fails(busy))
    (first,), (second,) = found.reasons, found.lines
    assert first.startswith(":grey_question: No forecast: AWS does not allow &lt;that&gt;. xxx")
    assert len(first) < 250
    assert second == ":grey_question: No price: AWS is busy."
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


def test_a_bug_of_ours_is_left_out_and_logged_with_its_cause(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        found = gathered(forecast=fails(ZeroDivisionError("oh")), price=says("here"))
    assert found.lines == (":grey_question: No forecast: Bellhop failed to make it. Its log says why.", "here")
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert record.exc_info is not None
    assert vars(record)["estimate"] == "forecast"


@pytest.mark.parametrize("error", [Later("Bellhop has no time left."), Refused("no")])
def test_what_fails_after_the_time_is_over_is_late(error: BellhopError) -> None:
    assert gathered(0.0, forecast=fails(error)).lines == (
        ":grey_question: No forecast: there was no answer within 0 s.",
    )


def test_who_begins_it_has_something_else_to_do_until_they_wait() -> None:
    may_say, done = threading.Event(), list[str]()

    def estimate(about: About, parts: Parts) -> Estimate:
        may_say.wait(NO_TIMEOUT)
        return Estimate((f"after {done}",))

    coming = begin(ABOUT, PARTS, {"forecast": estimate}, NO_TIMEOUT)
    done.append("the change")
    may_say.set()
    assert coming.wait().lines == ("after ['the change']",)


def test_their_time_counts_from_when_they_were_begun() -> None:
    never = threading.Event()

    def estimate(about: About, parts: Parts) -> Estimate:
        never.wait()
        return Estimate(("too late",))

    coming = begin(ABOUT, PARTS, {"forecast": estimate}, 0.1)
    coming.first.join()  # as whoever does something else for longer than that
    assert coming.wait().lines == (":grey_question: No forecast: there was no answer within 0.1 s.",)
    never.set()


def test_a_bug_in_what_shares_the_calls_out_is_no_estimates(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(about: About, parts: Parts) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(shares, "NEEDS", {"price": fail})
    assert gathered(price=says("here"), forecast=says("there")).lines == ("here", "there")
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_the_catalogue_names_each_by_a_word() -> None:
    assert all(name.isalpha() for name in ESTIMATORS)
