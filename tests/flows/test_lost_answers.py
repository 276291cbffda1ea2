"""Any answer of the table, Slack, AWS or a queue is lost: all ends as if it had come, and nothing is done twice.

The same flows in which the process dies at every step (test_killed.py, test_scale_killed.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.base import backoff
from app.store import leases
from tests.fakes.dying import points
from tests.fakes.lossy import LostAnswers
from tests.flows import test_killed
from tests.flows.test_scale_killed import DONE_IN_AWS, STORIES, Story, told
from tests.thorough import TRIED

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
    monkeypatch.setattr(backoff, "LONGEST", 0.0)


def wrong_ones(flow: Callable[[int, bool], tuple[list[str], Any]]) -> tuple[int, dict[Any, Any]]:
    """How many answers were lost, one at a time, and where that made a difference."""
    calls, expected = flow(0, False)
    places = list(points(calls))
    wrong = {(*place, calls[place[0] - 1]): found for place in places if (found := flow(*place)[1]) != expected}
    return len(places), wrong


@pytest.mark.parametrize("flow", ALARMS, ids=lambda flow: flow.__name__)
def test_alarms_of_which_any_answer_is_lost_are_shown_as_if_it_had_come(
    flow: Any, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    count, wrong = wrong_ones(lambda at, after: flow(monkeypatch, at, after, LostAnswers))

    figure(f"{count} lost answers{TRIED} {flow.__name__}")
    assert not wrong


@pytest.mark.parametrize("story", [*STORIES, *DONE_IN_AWS], ids=lambda story: story.__name__)
def test_a_change_of_which_any_answer_is_lost_is_made_once_and_told_to_its_end(
    story: Story, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    done = told(story, monkeypatch)[1][-1]
    assert done == DONE_IN_AWS.get(story, done)
    count, wrong = wrong_ones(lambda at, after: told(story, monkeypatch, at, after, LostAnswers))

    figure(f"{count} lost answers{TRIED} in {story.__name__}")
    assert not wrong
