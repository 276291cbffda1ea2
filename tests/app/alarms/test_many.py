"""Many incidents are changed at once: rows in few writes, cards and what somebody else has in hand one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.alarms.decide.decision import lease_name
from app.alarms.decide.incident import Incident, Response, acknowledged_by
from app.alarms.keep.incidents import Incidents
from app.alarms.many import AT_ONCE, Many
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.storms import incidents, settle, storm
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.counted import AnsweringChanged

COUNT = 2 * AT_ONCE


def acknowledged(bellhop: Bellhop) -> Many:
    return Many(bellhop.parts.processor.store, bellhop.clock)


def by_ana(bellhop: Bellhop) -> Response:
    return Response(bellhop.clock(), "U0ANA", "Acknowledged", "mark")


def test_rows_are_changed_and_cards_are_left_to_be_shown(bellhop: Bellhop) -> None:
    storm(bellhop, COUNT)
    settle(bellhop, 5)
    ids = [each.id for each in incidents(bellhop, COUNT)]
    amended = acknowledged(bellhop).amend(ids, lambda known: acknowledged_by(known, by_ana(bellhop)))
    assert sorted(amended.alone) == sorted(ids[:5])
    assert [bool(each.acknowledged) for each in incidents(bellhop, COUNT)] == [False] * 5 + [True] * (COUNT - 5)
    assert not any(each.needs_slack for each in incidents(bellhop, COUNT))


def test_what_does_not_change_is_not_written_and_edits_no_digest(bellhop: Bellhop) -> None:
    storm(bellhop, COUNT)
    settle(bellhop, 5)
    ids = [each.id for each in incidents(bellhop, COUNT)]
    amended = acknowledged(bellhop).amend(ids, lambda known: known)
    assert (len(amended.incidents), amended.digests) == (COUNT - 5, set())


def test_what_somebody_else_has_in_hand_is_left_alone(bellhop: Bellhop) -> None:
    storm(bellhop, 9)
    settle(bellhop, 5)
    held = incidents(bellhop, 9)[-1]
    with bellhop.parts.leases.hold(lease_name(held.latest)):
        amended = acknowledged(bellhop).amend([held.id], lambda known: replace(known, reminders=9))
    assert (amended.alone, amended.incidents) == ([held.id], [])


def test_who_is_overtaken_reads_again(slack: RunningSlack, clock: SetClock) -> None:
    table = AnsweringChanged(at=0, done=False)
    bellhop = Bellhop(slack, clock, table=table)
    storm(bellhop, 9)
    settle(bellhop, 5)
    row = incidents(bellhop, 9)[-1]
    table.at = len(table.writes) + 1

    def reminded(known: Incident) -> Incident:
        return replace(known, reminders=known.reminders + 1)

    amended = acknowledged(bellhop).amend([row.id], reminded)
    assert [each.reminders for each in amended.incidents] == [1]
    assert incidents(bellhop, 9)[-1].reminders == 1


def test_a_card_that_a_digest_takes_in_meanwhile_is_amended_all_the_same(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    storm(bellhop, 9)
    settle(bellhop, 5)
    card = next(each for each in incidents(bellhop, 9) if any(target.counted_in for target in each.targets))
    before = replace(card, targets=tuple(replace(target, counted_in="") for target in card.targets))
    monkeypatch.setattr(Incidents, "load", lambda self, incident_id: before)
    amended = bellhop.parts.processor.amend_incident(card.id, lambda known: acknowledged_by(known, by_ana(bellhop)))
    assert amended.acknowledged
    assert [each.counted_in for each in amended.targets] == [each.counted_in for each in card.targets]
