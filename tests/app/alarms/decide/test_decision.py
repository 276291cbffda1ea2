"""What is decided about a batch: values in, values out, without a table and without Slack."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.decision import Arrived, Decided, Decision, Known, Rules, Step, as_told, decide
from app.alarms.decide.digest import Digest
from app.alarms.decide.incident import Incident
from app.alarms.decide.storm import Gate, Posted
from app.alarms.decide.target import MessageId
from app.alarms.follow_up import timers_of
from app.alarms.read.envelopes import Record
from app.alarms.read.transition import Notice, State, Transition
from app.config.routes import Route

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RULES = Rules(channel="#alarms", most=2, remind_minutes=60)
CHANNELS = {"": "C0ALARMS"}
DIGESTING = Gate(tuple(Posted(NINE, f"i{number}", "d1") for number in range(2)), digest="d1", routes=("",))


def alarm(number: int = 0, state: State = State.ALARM, seconds: float = 0, record: str = "") -> Arrived:
    """A record that an alarm changed its state, from ALARM or to it."""
    name, at = f"web-{number}", NINE + timedelta(seconds=seconds)
    old = State.OK if state is State.ALARM else State.ALARM
    transition = Transition(f"arn:{name}", name, "123456789012", "us-east-1", new=state, changed_at=at, old=old)
    return Arrived(Record(record or f"{name}-{state}", {}), transition)


def only(arrived: Arrived, known: Known, rules: Rules = RULES) -> Decided:
    (decided,) = decide([arrived], known, rules, NINE).decided
    return decided


def known_with(incident: Incident, **more: object) -> Known:
    return Known(incidents={incident.id: incident}, last={incident.latest.key: incident.id}, **more)  # type: ignore[arg-type]


def posted() -> Incident:
    """An incident that stands in Slack."""
    incident = only(alarm(), Known(channels=CHANNELS)).incident
    assert incident is not None
    (target,) = incident.targets
    return replace(incident, targets=(replace(target, place=MessageId("C0ALARMS", "1.0"), shown_revision=1),))


def test_a_new_alarm_is_to_be_shown_with_a_card() -> None:
    decided = only(alarm(), Known(channels=CHANNELS))
    assert (decided.outcome, decided.step, decided.rows) == ("posted", Step.SHOW, ())
    assert decided.incident is not None
    assert decided.incident.targets[0].has_card


def test_of_a_batch_the_first_few_are_cards_and_the_rest_rows_that_are_done_with() -> None:
    plan = decide([alarm(number) for number in range(5)], Known(channels=CHANNELS), RULES, NINE)
    assert [(each.step, each.outcome) for each in plan.decided] == [(Step.SHOW, "posted")] * 2 + [
        (Step.CLOSE, "digested")
    ] * 3
    assert {row.row.name for each in plan.decided for row in each.rows} == {"web-2", "web-3", "web-4"}
    assert plan.gates["C0ALARMS"].is_in_storm(NINE, RULES.most)


def test_a_gate_that_nobody_changed_is_not_written() -> None:
    known = Known(
        channels=CHANNELS, gates={"C0ALARMS": DIGESTING}, digests={"d1": Digest("d1", "C0ALARMS", NINE, "1.5")}
    )
    plan = decide([alarm()], known, RULES, NINE)
    assert plan.gates == {}
    assert [row.digest for row in plan.decided[0].rows] == ["d1"]


def test_while_slack_has_not_told_a_channels_id_its_gate_is_not_asked() -> None:
    decided = only(alarm(), Known())
    assert (decided.step, decided.undecided) == (Step.SHOW, (0,))


def test_a_card_that_may_stand_already_is_no_row() -> None:
    incident = only(alarm(), Known()).incident
    assert incident is not None
    known = known_with(incident, channels=CHANNELS, gates={"C0ALARMS": DIGESTING}, begun=frozenset({(incident.id, 0)}))
    decided = only(replace(alarm(), record=Record("again", {})), known)
    assert decided.incident is not None
    assert (decided.rows, decided.incident.targets[0].has_card) == ((), True)


def test_what_an_earlier_try_was_through_with_keeps_its_outcome() -> None:
    known = Known(decisions={"web-0-ALARM": Decision("late", "i1", done=True)})
    assert (only(alarm(), known).step, only(alarm(), known).outcome) == (Step.NOTHING, "late")


def test_what_an_earlier_try_wrote_is_shown_with_the_outcome_of_then_though_a_newer_incident_began() -> None:
    first = only(alarm(), Known(channels=CHANNELS)).incident
    assert first is not None
    second = only(alarm(seconds=4000), Known(channels=CHANNELS)).incident
    assert second is not None
    known = Known(
        decisions={"web-0-ALARM": Decision("posted", first.id)},
        incidents={first.id: first, second.id: second},
        last={first.latest.key: second.id},
        channels=CHANNELS,
    )
    decided = only(alarm(), known)
    assert decided.incident is not None
    assert (decided.incident.id, decided.outcome, decided.step) == (first.id, "posted", Step.SHOW)


def test_what_was_decided_and_never_written_is_decided_again() -> None:
    known = Known(decisions={"web-0-ALARM": Decision("late", "lost")}, channels=CHANNELS)
    assert only(alarm(), known).outcome == "posted"


@pytest.mark.parametrize("arrived", [alarm(), Arrived(Record("n", {}), Notice("a title", "a body"))])
def test_what_somebody_else_has_in_hand_waits(arrived: Arrived) -> None:
    assert only(arrived, Known(busy=frozenset({arrived.lease}))).step is Step.WAIT


def test_a_repeat_of_what_slack_shows_is_done_with_though_somebody_has_the_alarm_in_hand() -> None:
    incident = posted()
    again = alarm(record="another way")
    decided = only(again, known_with(incident, busy=frozenset({again.lease})))
    assert (decided.step, decided.outcome, decided.incident) == (Step.CLOSE, "repeated", incident)


def test_a_repeat_of_what_slack_does_not_show_yet_is_shown() -> None:
    incident = replace(posted(), revision=2)
    assert only(alarm(record="another way"), known_with(incident)).step is Step.SHOW


def test_an_alarm_that_is_over_edits_its_card_whatever_its_gate_says() -> None:
    over = only(alarm(state=State.OK, seconds=60), known_with(posted(), channels=CHANNELS))
    assert (over.step, over.outcome, over.rows, over.undecided) == (Step.SHOW, "edited", (), ())


def test_where_nothing_can_be_edited_there_are_no_digests_and_no_timers() -> None:
    rules = replace(RULES, most=0, can_edit=False)
    decided = only(alarm(), Known(gates={"webhook": DIGESTING}), rules)
    assert (decided.step, decided.rows) == (Step.SHOW, ())
    assert timers_of(decided.outcome, decided.incident, rules, NINE) == ()


def test_an_alarm_for_two_channels_may_be_a_card_in_one_and_a_row_in_the_other() -> None:
    rules = replace(RULES, routes=(Route(channel="#ops", also=True), Route()))
    channels = {"#ops": "C0OPS", **CHANNELS}
    storm = decide([alarm(number) for number in range(5, 9)], Known(channels=channels), rules, NINE)
    decided = only(alarm(), Known(channels=channels, gates={"C0ALARMS": storm.gates["C0ALARMS"]}), rules)
    assert (decided.step, [row.channel for row in decided.rows]) == (Step.SHOW, ["C0ALARMS"])
    assert as_told(decided.outcome, decided.incident) == "posted"
