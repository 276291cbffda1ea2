"""One seed is one sequence, and even a short soak has something of everything."""

from __future__ import annotations

import itertools

import pytest

from tests.soak.acts import EXPORT, SECONDS_BETWEEN_ENDS, Deploy, Kill, Press, Storm, acts


def test_the_same_seed_gives_the_same_acts() -> None:
    assert acts(7, 600, 2) == acts(7, 600, 2)


def test_another_seed_gives_others() -> None:
    assert acts(7, 60, 2) != acts(8, 60, 2)


def test_they_come_in_order_and_within_their_time() -> None:
    times = [act.at for act in acts(7, 600, 2)]

    assert times == sorted(times)
    assert times[-1] < 600


@pytest.mark.parametrize("seed", range(5))
def test_a_minute_has_something_of_each_kind(seed: int) -> None:
    kinds = {type(act.deed).__name__ for act in acts(seed, 60, 2)}

    others = {"SetState", "Delete", "Storm", "Type", "Press", "SlackFault", "AwsFault", "Misdeliver"}
    assert kinds >= others
    assert kinds & {"Kill", "Deploy"}


def test_even_a_minute_exports_an_incident_once_some_are_over() -> None:
    played = acts(3, 60, 2)
    (over,) = [act.at for act in played if isinstance(act.deed, Storm) and not act.deed.alarms]
    assert any(isinstance(act.deed, Press) and act.deed.action == EXPORT and act.at > over for act in played)


def test_what_ends_the_functions_never_uses_up_a_messages_receives() -> None:
    ends = [act.at for act in acts(3, 3600, 2) if isinstance(act.deed, Kill | Deploy)]

    assert len(ends) > 10
    assert all(later - earlier >= SECONDS_BETWEEN_ENDS - 0.01 for earlier, later in itertools.pairwise(ends))


def test_the_builds_take_turns() -> None:
    builds = [act.deed.build for act in acts(3, 3600, 2) if isinstance(act.deed, Deploy)]

    assert builds[:4] == [1, 0, 1, 0]
