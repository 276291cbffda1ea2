"""Any answer of the table, Slack, AWS or a queue is lost: all ends as if it had come, and nothing is done twice.

The same flows in which the process dies at every step (test_killed.py, test_scale_killed.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from app.base import pause
from app.store import leases
from tests.fakes.dying import points
from tests.fakes.lossy import LostAnswers
from tests.fakes.scaled import Scaled
from tests.flows import test_killed
from tests.flows.test_scale_killed import DONE_IN_AWS, STORIES, Story, cases, of_groups, places_of, told
from tests.thorough import TRIED

pytestmark = pytest.mark.slow  # begins first
ALARMS = (
    test_killed.where_two_channels_hear_of_it,
    test_killed.where_a_channel_cannot_be_reached,
    test_killed.where_a_storm_digests_it,
    test_killed.where_a_batch_comes_at_once,
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of these tests stands still while somebody waits for a lease."""
    monkeypatch.setattr(leases, "WAIT_SECONDS", 0.0)
    monkeypatch.setattr(pause, "LONGEST", 0.0)


def wrong_ones(
    calls: list[str], expected: Any, places: Sequence[tuple[int, bool]], flow: Callable[[int, bool], tuple[Any, Any]]
) -> dict[Any, Any]:
    """Answers are lost, one at a time: where that made a difference."""
    return {(*place, calls[place[0] - 1]): found for place in places if (found := flow(*place)[1]) != expected}


@pytest.mark.parametrize("flow", ALARMS, ids=lambda flow: flow.__name__)
def test_alarms_of_which_any_answer_is_lost_are_shown_as_if_it_had_come(
    flow: Any, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    calls, expected = flow(monkeypatch)
    places = list(points(calls))
    wrong = wrong_ones(calls, expected, places, lambda at, after: flow(monkeypatch, at, after, LostAnswers))

    figure(f"{len(places)} lost answers{TRIED} {flow.__name__}")
    assert not wrong


@pytest.mark.parametrize(("story", "kind"), [*cases(*STORIES), *of_groups(*DONE_IN_AWS)])
def test_a_change_of_which_any_answer_is_lost_is_made_once_and_told_to_its_end(
    story: Story,
    kind: type[Scaled],
    monkeypatch: pytest.MonkeyPatch,
    figure: Callable[[str], None],
) -> None:
    def flow(at: int, after: bool) -> tuple[list[str], Any]:
        """Without what was foretold: an estimate whose answer is lost is left out with a word."""
        calls, (changes, results, messages, _, planned, done) = told(story, kind, monkeypatch, at, after, LostAnswers)
        return calls, (changes, results, messages, planned, done)

    calls, expected = flow(0, False)
    done = expected[-1]
    assert done == DONE_IN_AWS.get(story, done)
    places = places_of(kind, calls)
    wrong = wrong_ones(calls, expected, places, flow)

    figure(f"{len(places)} of {2 * len(calls)} lost answers in {story.__name__} ({kind.__name__})")
    assert not wrong
