"""What a drill would do is shown first and confirmed; unknown names list the drills, guards count for each alarm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from app.aws.alarm import Alarm
from app.base.errors import Wrong
from app.commands.forcealarm.buttons import CANCEL_DRILL, PICK_DRILL, START_DRILL, STOP_DRILL, id_in
from app.commands.forcealarm.drills import run as drills
from app.commands.forcealarm.drills.ask import answer
from app.commands.forcealarm.drills.drill import Run
from app.commands.forcealarm.drills.run import running
from app.config.drills import Drill
from app.config.guards import Guard
from app.listeners.operation import Operation
from app.slack.interactions import Caller
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.forcealarm.drills.gameday import DRILL, drillable, gameday, pass_by, start, states, told
from tests.app.commands.forcealarm.policies import STOPS, with_policies
from tests.app.people import by_name, press, seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

ASK = "/forcealarm drill database"


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    with gameday(slack, clock) as made:
        yield made


def newest(bellhop: Bellhop) -> dict[str, object]:
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


def labels(bellhop: Bellhop) -> list[str]:
    return [each["text"]["text"] for each in newest(bellhop)["blocks"][-1]["elements"]]  # type: ignore[index]


def test_it_is_shown_with_all_that_it_triggers_before_anything_is_set(bellhop: Bellhop) -> None:
    with_policies(bellhop, replace(STOPS, name="db-3", arn=""))
    type_in(bellhop, f"{ASK} because of friday")
    assert seen(bellhop) == [
        ":raised_hand: ana wants to start the drill `database` in <#C0OPS> because of friday: 3 alarms, for 10 min at "
        "most. The cards go there, marked as a test, and Bellhop mentions nobody. In the end every alarm, mute and "
        "size is put back. This triggers:\n"
        "• `db-1` (in OK), ALARM at once, OK after 1 min: notify the topic `bellhop-alarms` (1 queue).\n"
        "• `db-2` (in OK), ALARM at once: notify the topic `bellhop-alarms` (1 queue).\n"
        "• `db-3` (in OK), ALARM at once: stop the instance `i-1` of `web`."
    ]
    assert labels(bellhop) == ["Start the drill: stop i-1", "Cancel"]
    pass_by(bellhop, 5)
    assert states(bellhop) == []
    start(bellhop, "U0BO")
    assert by_name(seen(bellhop)[0]) == ":checkered_flag: bo started the drill `database`: it is told in <#C0OPS>."
    assert by_name(told(bellhop)).startswith(
        ":checkered_flag: The drill `database` of bo runs because of friday: 3 alarms"
    )


def test_a_glob_and_an_alarms_name_are_a_drill_where_it_is_typed(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm drill db-?")
    assert "the drill `db-?` in <#C0OPS>: 2 alarms, for 30 min at most" in seen(bellhop)[0]
    type_in(bellhop, '/forcealarm drill "db-2"', channel="C0ALARMS")
    assert "the drill `db-2` in <#C0ALARMS>: 1 alarm," in seen(bellhop, "C0ALARMS")[-1]


@pytest.mark.parametrize("typed", ["", " list", " data-base", " nothing like it"])
def test_without_a_name_and_with_an_unknown_one_the_drills_are_listed_as_buttons(typed: str, bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm drill{typed}")
    assert seen(bellhop)[-1].endswith("\n• `database`")
    assert labels(bellhop) == ["database"]
    assert press(bellhop, newest(bellhop), f"{PICK_DRILL}:0")["ok"]
    bellhop.work()
    assert "wants to start the drill `database`" in seen(bellhop)[-1]


def test_where_there_are_none_it_says_how_to_make_one(slack: RunningSlack, clock: SetClock) -> None:
    with gameday(slack, clock, drills=()) as bellhop:
        type_in(bellhop, "/forcealarm drill monday")
        assert "There is no drill `monday`, and bellhop.toml has none at all." in seen(bellhop)[-1]
        for typed in ("", " list"):
            type_in(bellhop, f"/forcealarm drill{typed}")
            assert "There is no drill to start, and bellhop.toml has none at all." in seen(bellhop)[-1]


def test_an_alarm_whose_name_begins_so_beats_the_word(bellhop: Bellhop) -> None:
    for name in ("drill", "drill database"):
        bellhop.cloudwatch.add(drillable(name))
        type_in(bellhop, f"/forcealarm {name}")
        assert f"*{name}* is in *OK*" in seen(bellhop)[-1]


def test_a_duration_is_no_part_of_a_drills_name(bellhop: Bellhop) -> None:
    for typed in ("db-* for 5m", "database for 5m"):
        type_in(bellhop, f"/forcealarm drill {typed}")
        assert "A drill takes no `for 5m`" in seen(bellhop)[-1]


def test_a_channel_that_bellhop_is_not_in_is_said_before_anything_is_set(slack: RunningSlack, clock: SetClock) -> None:
    with gameday(
        slack, clock, drills=(replace(DRILL, channel="#none"), replace(DRILL, name="lost", channel="C0LOST"))
    ) as b:
        type_in(b, ASK)
        assert "Bellhop can't post in `#none`, where the cards of this drill go." in seen(b)[-1]
        type_in(b, "/forcealarm drill lost")
        start(b)
        assert "Bellhop can't post in <#C0LOST>" in seen(b)[-1]
        pass_by(b, 5)
        assert states(b) == []
        assert running(b.parts) is None


def test_a_direct_message_is_no_channel_for_cards(slack: RunningSlack, clock: SetClock) -> None:
    with gameday(slack, clock, drills=(Drill("here", alarms=DRILL.alarms),)) as bellhop:
        type_in(bellhop, "/forcealarm drill here", channel=bellhop.parts.slack.direct_channel("U0ANA"))
        direct = bellhop.parts.slack.direct_channel("U0ANA")
        assert "A drill needs a channel" in seen(bellhop, direct)[-1]


def test_one_guard_against_one_of_them_is_against_all_for_who_asks_and_who_presses(
    slack: RunningSlack, clock: SetClock
) -> None:
    guards = (Guard(alarm="db-2", users=("U0BO",)),)
    with gameday(slack, clock, guards=guards) as bellhop:
        type_in(bellhop, ASK)
        assert "no rule for the alarm `db-2` lets you" in seen(bellhop)[-1]
        type_in(bellhop, ASK, user="U0EVE")
        assert "guest" in seen(bellhop, user="U0EVE")[-1]
        type_in(bellhop, ASK, user="U0BO")
        start(bellhop, "U0ANA")
        pass_by(bellhop, 3)
        assert states(bellhop) == []
        start(bellhop, "U0ANA", CANCEL_DRILL)
        assert START_DRILL in str(bellhop.slack.messages("C0OPS"))
        start(bellhop, "U0BO")
        pass_by(bellhop, 3)
        assert len(states(bellhop)) == 2
        type_in(bellhop, "/forcealarm drill stop")
        assert "no rule for the alarm `db-2` lets you" in seen(bellhop)[-1]
        assert "runs" in told(bellhop)


def test_a_yes_is_for_what_was_shown_and_an_old_question_is_asked_again(bellhop: Bellhop) -> None:
    type_in(bellhop, ASK)
    bellhop.cloudwatch.add(drillable("db-2", "ALARM"))
    start(bellhop)
    question, said = seen(bellhop)
    assert "1 alarm, for" in question
    assert "*That has changed since it was asked first.*" in question
    assert "so nothing was done yet" in said
    bellhop.clock.advance(31 * 60)
    start(bellhop)
    assert states(bellhop) == []
    start(bellhop)
    pass_by(bellhop, 2)
    assert states(bellhop) == [("db-1", "ALARM")]


def test_where_nothing_is_left_to_set_the_question_is_over(bellhop: Bellhop) -> None:
    type_in(bellhop, ASK)
    for name in ("db-1", "db-2"):
        bellhop.cloudwatch.remove(name)
    start(bellhop)
    assert "wanted to start the drill `database`: The drill `database` would set no alarm" in seen(bellhop)[0]
    assert START_DRILL not in str(bellhop.slack.messages("C0OPS")[0]["blocks"])


def test_cancelled_nothing_is_set_and_the_first_answer_counts(bellhop: Bellhop) -> None:
    type_in(bellhop, ASK)
    question = bellhop.slack.messages("C0OPS")[-1]
    start(bellhop, "U0BO", CANCEL_DRILL)
    assert by_name(seen(bellhop)[0]) == (
        ":no_entry_sign: ana wanted to start the drill `database`. Cancelled by bo. Nothing changed."
    )
    bellhop.slack.act(user="U0ANA", channel="C0OPS", ts=question["ts"], action_id=START_DRILL)
    bellhop.work()
    pass_by(bellhop, 3)
    assert states(bellhop) == []


def test_where_the_plan_is_forgotten_that_is_said(bellhop: Bellhop) -> None:
    type_in(bellhop, ASK)
    plan = id_in(bellhop.slack.messages("C0OPS")[-1]["blocks"][-1]["elements"][0]["value"])
    bellhop.table.delete(f"drill-plan#{plan}", "drill-plan")
    start(bellhop)
    assert "more than 30 days old" in seen(bellhop)[-1]


def test_one_drill_runs_at_a_time(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm drill db-2")
    other = newest(bellhop)
    type_in(bellhop, ASK)
    start(bellhop)
    assert press(bellhop, other, START_DRILL)["ok"]
    bellhop.work()
    assert "The drill `database` of" in seen(bellhop)[-1]
    assert "`/forcealarm drill stop` ends it. Nothing was done." in seen(bellhop)[-1]
    pass_by(bellhop, 4)
    assert states(bellhop) == [("db-1", "ALARM"), ("db-2", "ALARM")]


def test_it_is_stopped_by_its_button_too_and_only_once(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm drill stop")
    assert seen(bellhop)[-1] == "No drill runs. Nothing was stopped."
    for number in range(3, 8):
        bellhop.cloudwatch.add(drillable(f"db-{number}"))
    type_in(bellhop, ASK)
    start(bellhop)
    pass_by(bellhop, 4)
    message = next(m for m in bellhop.slack.messages("C0OPS") if STOP_DRILL in str(m["blocks"]))
    assert press(bellhop, {**message, "channel": "C0OPS"}, STOP_DRILL, "U0BO")["ok"]
    bellhop.work()
    pass_by(bellhop, 1)
    type_in(bellhop, "/forcealarm drill stop", user="U0BO")
    assert seen(bellhop, user="U0BO")[-1] == "The drill `database` is ending already."
    pass_by(bellhop, 30)
    assert "stopped by bo" in by_name(told(bellhop))
    bellhop.slack.act(user="U0ANA", channel="C0OPS", ts=message["ts"], action_id=STOP_DRILL)
    bellhop.work()
    assert running(bellhop.parts) is None


def test_while_one_runs_no_other_is_told_to_run(bellhop: Bellhop) -> None:
    type_in(bellhop, ASK)
    start(bellhop)
    told_of = list[str]()
    with pytest.raises(Wrong, match="runs in"):
        drills.begin(Run("other", "other"), lambda: told_of.append("other"), bellhop.parts)
    assert told_of == []


def test_while_one_runs_another_is_refused_when_it_is_asked_for(bellhop: Bellhop) -> None:
    type_in(bellhop, ASK)
    start(bellhop)
    type_in(bellhop, ASK, user="U0BO")
    assert seen(bellhop, user="U0BO")[-1] == (
        "The drill `database` of ana runs in <#C0OPS>. `/forcealarm drill stop` ends it. Nothing was done."
    )


def test_the_second_of_two_who_stop_it_at_once_hears_that_it_ends_already(bellhop: Bellhop) -> None:
    type_in(bellhop, ASK)
    start(bellhop)
    run = running(bellhop.parts)
    assert run is not None
    said = []
    for user in ("U0ANA", "U0BO"):
        operation = Operation(f"stop-{user}", bellhop.parts.table, bellhop.clock)
        said.append(answer("stop", Caller(user, "C0OPS"), bellhop.parts, operation).message.text)
    assert said == [
        ":checkered_flag: <@U0ANA|> stops the drill `database` in <#C0OPS>. Everything is put back now.",
        "The drill `database` is ending already.",
    ]


def test_one_that_is_deleted_right_before_it_begins_is_not_in_it_even_if_it_comes_back(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(bellhop, ASK)
    look, looks = bellhop.cloudwatch.named, list[int]()

    def named(names: Sequence[str]) -> tuple[Alarm, ...]:
        """The second time that both are looked at db-1 is not there."""
        looks.extend([1] if {"db-1", "db-2"} <= set(names) else [])
        return tuple(each for each in look(names) if each.name != "db-1" or len(looks) != 2)

    monkeypatch.setattr(bellhop.cloudwatch, "named", named)
    start(bellhop)
    pass_by(bellhop, 5)
    assert states(bellhop) == [("db-2", "ALARM")]
    type_in(bellhop, "/forcealarm drill stop")
    pass_by(bellhop, 20)
    assert states(bellhop) == [("db-2", "ALARM"), ("db-2", "OK")]
    assert running(bellhop.parts) is None
