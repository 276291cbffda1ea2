"""A target's thread and whom it calls, as values."""

from __future__ import annotations

from dataclasses import replace

from app.alarms.decide.target import LINES_KEPT, Target, ThreadLine, told, told_calling, with_calls


def test_of_many_lines_that_slack_has_not_seen_the_newest_are_kept() -> None:
    target = Target()
    for number in range(LINES_KEPT + 3):
        target = told(target, ThreadLine(f"{number}", f"line {number}"))
    assert len(target.thread) == LINES_KEPT
    assert (target.thread[0].id, target.thread[-1].id) == ("3", f"{LINES_KEPT + 2}")


def test_a_line_that_calls_has_whom_beside_its_words() -> None:
    line = ThreadLine("1", "again in ALARM")
    assert told_calling(Target(mention="<@U0ANA>"), line).thread == (replace(line, mention="<@U0ANA>"),)
    assert told_calling(Target(), line).thread == (line,)


def test_two_that_become_one_call_everybody_once_and_say_both_notes() -> None:
    first = Target(channel="#a", mention="<@U0ANA> <@U0BO>", note="Meant for #b.")
    merged = with_calls(first, Target(mention="<@U0BO> <@U0EVE>", note="Meant for #b.\nQuiet hours."))
    assert merged.mention == "<@U0ANA> <@U0BO> <@U0EVE>"
    assert merged.note == "Meant for #b.\nQuiet hours."
    assert merged.channel == "#a"


def test_it_speaks_for_its_own_channel_and_those_that_cannot_be_reached() -> None:
    assert Target(channel="#a", stands_for=("#lost",)).channels == ("#a", "#lost")
