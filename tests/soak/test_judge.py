"""Each invariant of a soak finds what it is for: evidence of a good run, and one thing in it that is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.soak.acts import Press, Type
from tests.soak.evidence import NO_BUTTON, Change, Evidence, Line, Played, Resize, Row, Shown
from tests.soak.judge import ALARMS, OPS, Violation, judge
from tests.soak.story import story

WENT_OFF, CAME_BACK = Change("cpu", "OK", "ALARM", 100.2), Change("cpu", "ALARM", "OK", 160.7)
AGAIN = Change("cpu", "OK", "ALARM", 300.1)


def card(state: str, old: str, at: int, name: str = "cpu", ts: str = "1", lines: tuple[Line, ...] = ()) -> Shown:
    text = f":red_circle: {state}: {name} ({old} → {state}) since <!date^{at}^{{time}}|then>. CPU > 80."
    return Shown(ALARMS, ts, text, lines=lines)


END = Line("2", "ALARM → *OK* at <!date^160^{time}|then>. It lasted 60 s.")
FILE = Line("2.5", "", ("F1",))
EXPORT = Press("U0BO", "alarm_export", 0.5)
ENDED = card("OK", "ALARM", 160, lines=(END,))
OPEN = card("ALARM", "OK", 300, ts="3")
TOLD = Shown(OPS, "4", "<@U0ANA> set *web* from 2 to 4 because t0001.\n:white_check_mark: Done in 6 s: 4 in service.")
ECHO = Shown(OPS, "5", "<@U0BO> invoked `/echo` with the following text: `t0002`", to="U0BO")
GOOD = Evidence(
    played=(
        Played(50, Type("U0ANA", "/scale web 4 because t0001", "t0001")),
        Played(60, Type("U0BO", "/echo t0002", "t0002")),
    ),
    changes=(WENT_OFF, CAME_BACK, AGAIN),
    resizes=(Resize("web", 4, 51.0),),
    sizes={"web": 4, "worker": 1},
    messages=(ENDED, OPEN, TOLD, ECHO),
    queues={"jobs": 0},
)
EXPORTED = replace(
    GOOD, played=(*GOOD.played, Played(70, EXPORT)), messages=(replace(ENDED, lines=(END, FILE)), OPEN, TOLD, ECHO)
)
UNKNOWN = ":warning: Bellhop was interrupted and cannot tell whether this was done."


def without(*messages: Shown) -> Evidence:
    return replace(GOOD, messages=tuple(each for each in GOOD.messages if each not in messages))


def with_more(*messages: Shown) -> Evidence:
    return replace(GOOD, messages=(*GOOD.messages, *messages))


def instead(message: Shown, text: str) -> Evidence:
    return replace(without(message), messages=(*without(message).messages, replace(message, text=text)))


@pytest.mark.parametrize("evidence", [GOOD, EXPORTED])
def test_nothing_is_wrong_where_all_is_told(evidence: Evidence) -> None:
    assert judge(evidence) == ()


def test_two_files_in_a_thread_are_not_the_same_line_twice() -> None:
    twice = replace(ENDED, lines=(END, FILE, Line("2.6", "", ("F2",))))
    played = (*EXPORTED.played, Played(72, EXPORT))
    assert judge(replace(EXPORTED, played=played, messages=(twice, OPEN, TOLD, ECHO))) == ()


ASKED = ":raised_hand: <@U0ANA> wants to set *worker* to 5 because t0009. Go ahead?"
CANCELLED = Shown(OPS, "6", f"{ASKED}\n:no_entry_sign: Cancelled by ana. Nothing changed.")
PRESS = Played(70, Press("U0ANA", "scale_do", 0.5), 'C0OPS 5.1 {} on \'4 at most\' ({"because":"t0009"}): ok')


def test_a_question_that_was_cancelled_is_asked_again_by_another_press_on_the_button_that_led_to_it() -> None:
    twice = replace(with_more(CANCELLED, replace(CANCELLED, ts="7")), played=(*GOOD.played, PRESS, PRESS))
    assert judge(twice) == ()


WRONG: dict[str, tuple[Evidence, str, str]] = {
    "a lost card": (without(OPEN), "every incident", "cpu"),
    "a card twice": (with_more(replace(OPEN, ts="9")), "every incident", "cpu"),
    "a stale card": (replace(without(ENDED), messages=(card("ALARM", "OK", 100), OPEN, TOLD, ECHO)), "every", "cpu"),
    "a card of nothing": (with_more(card("ALARM", "OK", 700, "disk")), "every incident", "disk"),
    "a row of nothing": (replace(GOOD, rows=(Row("6", "disk", "ALARM", 700),)), "every incident", "disk"),
    "a line twice": (
        replace(without(ENDED), messages=(replace(ENDED, lines=ENDED.lines * 2), OPEN, TOLD, ECHO)),
        "no line",
        "cpu",
    ),
    "no line for the end": (
        replace(without(ENDED), messages=(replace(ENDED, lines=()), OPEN, TOLD, ECHO)),
        "every end",
        "cpu",
    ),
    "an export without its file": (
        replace(EXPORTED, messages=GOOD.messages),
        "every export",
        "",
    ),
    "a file twice": (
        replace(EXPORTED, messages=(replace(ENDED, lines=(END, FILE, FILE)), OPEN, TOLD, ECHO)),
        "no file",
        "cpu",
    ),
    "a file that nobody asked for": (
        replace(EXPORTED, messages=(replace(ENDED, lines=(END, FILE, Line("7", "", ("F2",)))), OPEN, TOLD, ECHO)),
        "every export",
        "",
    ),
    "a change told twice": (with_more(replace(TOLD, ts="9")), "no message", "t0001"),
    "a question twice of one press": (
        replace(with_more(CANCELLED, replace(CANCELLED, ts="7")), played=(*GOOD.played, PRESS)),
        "no message",
        "t0009",
    ),
    "a change nobody made": (replace(GOOD, resizes=(), sizes={"web": 2}), "what is told", "web"),
    "a change nobody told": (
        replace(GOOD, resizes=(*GOOD.resizes, Resize("web", 5, 70)), sizes={"web": 5}),
        "what is told",
        "web",
    ),
    "another size than the last": (replace(GOOD, sizes={"web": 7}), "what is told", "web"),
    "progress without an end": (
        instead(TOLD, "<@U0ANA> set *web* from 2 to 4.\n`▰▱` 3 of 4 in service"),
        "every change",
        "web",
    ),
    "an open question": (
        with_more(Shown(OPS, "9", "<@U0BO> wants to", actions=("scale_confirm",))),
        "every question",
        "",
    ),
    "a command without an answer": (without(ECHO), "every command", "U0BO"),
    "a message left": (replace(GOOD, queues={"jobs": 1}), "the queues", "jobs"),
    "a dead letter": (replace(GOOD, dead=("{}",)), "there are no dead letters", ""),
    "a lease": (replace(GOOD, leases=("lease#web",)), "nobody holds", "lease#web"),
    "an error": (replace(GOOD, errors=("a traceback",)), "no error", ""),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_it_is_found(wrong: str) -> None:
    evidence, invariant, about = WRONG[wrong]

    found = judge(evidence)

    assert (invariant, about) in [(each.invariant[: len(invariant)], each.about) for each in found], found


def test_the_card_of_an_alarm_that_is_no_more_says_so() -> None:
    gone = replace(without(OPEN), deleted=frozenset({"cpu"}))

    assert [each.about for each in judge(replace(gone, messages=(*gone.messages, OPEN)))] == ["cpu", "cpu"]
    assert judge(replace(gone, messages=(*gone.messages, card("DELETED", "ALARM", 400, ts="3")))) == ()


def test_an_alarm_that_was_deleted_after_its_end_may_have_it_in_a_digest() -> None:
    changes, row = (WENT_OFF, CAME_BACK), Row("", "cpu", "OK", 160)
    gone = replace(without(ENDED, OPEN), changes=changes, deleted=frozenset({"cpu"}))
    assert judge(replace(gone, rows=(row,))) == ()
    assert [each.about for each in judge(gone)] == ["cpu"]


def test_an_end_that_began_its_card_needs_no_line_where_the_beginning_came_late_wherever() -> None:
    bare = replace(ENDED, lines=())
    late = Line("9", ":hourglass: Arrived late: OK → *ALARM* at <!date^100^{time}|then>. The card already shows more.")
    told = replace(OPEN, lines=(late,))
    others = tuple(each for each in GOOD.messages if each not in (ENDED, OPEN))
    assert judge(replace(GOOD, messages=(bare, told, *others))) == ()
    assert judge(replace(GOOD, messages=(bare, OPEN, *others))) != ()


def test_an_incident_that_was_over_before_anybody_heard_of_it_is_told_in_the_thread_of_the_next() -> None:
    late = Line("3", ":hourglass: Arrived late: ALARM → OK at <!date^160^{time}|then>. The card already shows more.")
    told = replace(OPEN, lines=(late,))
    assert judge(replace(GOOD, messages=(told, TOLD, ECHO))) == ()
    assert [each.about for each in judge(replace(GOOD, messages=(OPEN, TOLD, ECHO)))] == ["cpu"]


def test_a_row_of_a_digest_counts_as_a_card() -> None:
    rows = (Row("6", "cpu", "ALARM", 300),)

    assert judge(replace(without(OPEN), rows=rows)) == ()


def test_even_one_of_the_same_second_does() -> None:
    quick = (WENT_OFF, CAME_BACK, replace(AGAIN, at=160.9))

    assert judge(replace(without(ENDED, OPEN), changes=quick, rows=(Row("155.0", "cpu", "ALARM", 160),))) == ()


def test_a_later_row_of_the_digest_stands_for_what_it_replaced() -> None:
    rows = (Row("155.0", "cpu", "ALARM", 300),)

    assert judge(replace(without(ENDED, OPEN), rows=rows)) == ()


def test_a_row_stands_for_nothing_that_was_over_before_the_storm() -> None:
    rows = (Row("290.0", "cpu", "ALARM", 300),)

    assert [each.about for each in judge(replace(without(ENDED, OPEN), rows=rows))] == ["cpu"]


def test_an_answer_may_name_the_person_without_a_mention() -> None:
    named = replace(ECHO, to="", text=":raised_hand: bo wants to set *web* from 4 to 1. Cancelled by bo.")

    answered = {each.about for each in judge(replace(without(ECHO), messages=(*without(ECHO).messages, named)))}
    assert answered == {"t0002"}  # the echo itself


def test_the_same_size_set_again_is_one_change_whose_answer_was_lost() -> None:
    assert judge(replace(GOOD, resizes=(*GOOD.resizes, Resize("web", 4, 52.0)))) == ()


def test_a_change_of_which_bellhop_says_that_it_cannot_tell_may_not_have_been_made() -> None:
    maybe = Shown(OPS, "9", f"<@U0ANA> set *worker* from 1 to 3.\n{UNKNOWN}")

    assert judge(with_more(maybe)) == ()


def test_a_change_that_was_made_is_that_of_the_message_that_is_sure_of_it() -> None:
    maybe = Shown(OPS, "0.5", f"<@U0ANA> set *web* from 1 to 4.\n{UNKNOWN}")

    assert judge(replace(GOOD, messages=(maybe, *GOOD.messages))) == ()


def test_changes_within_a_second_are_one_incident() -> None:
    quick = (
        Change("cpu", "OK", "ALARM", 300.1),
        Change("cpu", "ALARM", "OK", 300.3),
        Change("cpu", "OK", "ALARM", 300.9),
    )

    assert judge(replace(GOOD, changes=(WENT_OFF, CAME_BACK, *quick))) == ()


def test_a_command_that_slack_could_not_hand_over_needs_no_answer() -> None:
    unsure = replace(GOOD.played[1], sure=False)

    assert judge(replace(without(ECHO), played=(GOOD.played[0], unsure))) == ()


def test_an_export_that_slack_could_not_hand_over_may_come_or_not_and_one_without_a_button_does_not() -> None:
    unsure = replace(EXPORTED, played=(*EXPORTED.played, Played(71, EXPORT, "timeout", sure=False)))
    both = replace(ENDED, lines=(END, FILE, Line("2.6", "", ("F2",))))
    assert judge(unsure) == ()
    assert judge(replace(unsure, messages=(both, OPEN, TOLD, ECHO))) == ()

    none = replace(EXPORTED, played=(*EXPORTED.played, Played(71, EXPORT, NO_BUTTON, sure=False)))
    assert judge(none) == ()
    assert judge(replace(none, messages=(both, OPEN, TOLD, ECHO))) != ()


def test_the_story_of_what_is_wrong_is_told_in_order() -> None:
    violation = Violation("every incident is shown once", "cpu", "lost")

    told = story(violation, GOOD)

    assert [line.split()[1:3] for line in told if "AWS" in line] == [["AWS", "cpu:"]] * 3
    assert told == sorted(told, key=lambda line: float(line.split()[0]))
    assert not story(replace(violation, about=""), GOOD)


def test_a_command_that_was_not_taken_in_is_answered_by_saying_so() -> None:
    sorry = replace(ECHO, ts="61.5", text=":warning: Bellhop could not take this in, so *nothing was done*.")
    late = replace(sorry, ts="90")

    assert judge(replace(without(ECHO), messages=(*without(ECHO).messages, sorry))) == ()
    assert judge(replace(without(ECHO), messages=(*without(ECHO).messages, late))) != ()
