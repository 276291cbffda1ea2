"""An alarm whose actions do more than tell people is forced only by a button that names what they do, once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from app.base.errors import Wrong
from app.commands.forcealarm import answer
from app.commands.forcealarm.buttons import CANCEL, FORCE, FORCE_ALL, START_DRILL
from app.config.configuration import Configuration
from app.config.guards import Guard
from app.listeners.operation import Operation
from app.slack.interactions import ButtonClick, Caller
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.forcealarm.drills.gameday import pass_by
from tests.app.commands.forcealarm.policies import STEPS, STOPS, go_ahead, with_policies
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.thorough import TRIED, every_third

NAME = "web-scales"


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return with_policies(listening_bellhop, STOPS)


def asked(bellhop: Bellhop) -> dict[str, Any]:
    type_in(bellhop, f"/forcealarm {NAME} ALARM a drill")
    return {**bellhop.slack.messages("C0OPS")[0], "channel": "C0OPS"}


def test_it_is_asked_first_by_a_button_that_names_it(bellhop: Bellhop) -> None:
    question = asked(bellhop)
    assert bellhop.cloudwatch.changes == []
    assert question["text"] == (
        ":raised_hand: ana wants to set `web-scales` from OK to *ALARM*: a drill. "
        "That will stop the instance `i-1` of `web`. Go ahead?"
    )
    yes, no = question["blocks"][-1]["elements"]
    assert (yes["text"]["text"], yes["style"], no["text"]["text"]) == ("Set ALARM: stop i-1", "danger", "Cancel")


def test_once_somebody_says_yes_it_is_done_and_the_question_says_so(bellhop: Bellhop) -> None:
    asked(bellhop)
    go_ahead(bellhop, user="U0BO")
    ((name, state, reason),) = bellhop.cloudwatch.changes
    assert (name, state, reason.split(" (")[0]) == (NAME, "ALARM", "a drill")
    assert "by bo" in reason.casefold()
    (told,) = seen(bellhop)
    assert told.startswith("<@U0BO> set `web-scales` from OK to *ALARM*: a drill, asked for by <@U0ANA>. Triggers: ")
    assert "Triggers: stop the instance `i-1` of `web`." in told


def test_cancelled_it_is_not_done_and_the_question_says_by_whom(bellhop: Bellhop) -> None:
    question = asked(bellhop)
    go_ahead(bellhop, CANCEL, user="U0BO")
    assert seen(bellhop)[0].endswith("Cancelled by <@U0BO>. Nothing changed.")
    bellhop.slack.act(user="U0ANA", channel="C0OPS", ts=question["ts"], action_id=FORCE)
    bellhop.work()
    assert bellhop.cloudwatch.changes == []


def test_of_two_who_press_one_acts_and_the_other_is_told_who(bellhop: Bellhop) -> None:
    question = asked(bellhop)
    press(bellhop, question, FORCE, "U0BO")
    press(bellhop, question, FORCE, "U0ANA")
    bellhop.work()
    assert len(bellhop.cloudwatch.changes) == 1
    assert seen(bellhop)[-1] == "bo has already answered that question."


def test_a_yes_is_for_what_was_shown(bellhop: Bellhop) -> None:
    asked(bellhop)
    bellhop.cloudwatch.add(replace(STOPS, instance="i-9"))
    go_ahead(bellhop)
    assert bellhop.cloudwatch.changes == []
    question, told = seen(bellhop)
    assert "That will stop the instance `i-9`. *That has changed since it was asked first.* Go ahead?" in question
    assert "so nothing was done yet" in told
    go_ahead(bellhop)
    assert len(bellhop.cloudwatch.changes) == 1


def test_an_old_question_is_asked_again(bellhop: Bellhop) -> None:
    asked(bellhop)
    bellhop.clock.advance(31 * 60)
    go_ahead(bellhop)
    assert bellhop.cloudwatch.changes == []
    assert "half an hour old" in seen(bellhop)[-1]
    go_ahead(bellhop)
    assert len(bellhop.cloudwatch.changes) == 1


def test_one_that_is_no_longer_stored_says_so(bellhop: Bellhop) -> None:
    click = ButtonClick(Caller("U0ANA", "C0OPS"), FORCE, '{"id":"gone","alarm":"web-scales"}')
    operation = Operation("job", bellhop.table, bellhop.clock)
    with pytest.raises(Wrong, match="no longer has it"):
        answer.confirm(click, bellhop.parts, operation)


@pytest.mark.parametrize(("meanwhile", "said"), [("gone", "no such alarm any more"), ("there", "already in ALARM")])
def test_where_there_is_nothing_left_to_ask_the_question_says_so(meanwhile: str, said: str, bellhop: Bellhop) -> None:
    asked(bellhop)
    if meanwhile == "gone":
        bellhop.cloudwatch.remove(NAME)
    else:
        bellhop.cloudwatch.add(replace(STOPS, state="ALARM"))
    go_ahead(bellhop)
    assert bellhop.cloudwatch.changes == []
    question, told = seen(bellhop)
    assert said in question
    assert said in told
    assert FORCE not in str(bellhop.slack.messages("C0OPS")[0]["blocks"])


def test_the_guards_count_for_who_says_yes(slack: RunningSlack, clock: SetClock) -> None:
    guards = (Guard(group="web", users=("U0ANA",)),)
    bellhop = with_policies(Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=guards)), STEPS)
    with listening(bellhop):
        asked(bellhop)
        go_ahead(bellhop, user="U0BO")
        assert bellhop.cloudwatch.changes == []
        go_ahead(bellhop)
        assert len(bellhop.cloudwatch.changes) == 1, "who may not has used nothing up"


def test_a_muted_alarm_is_asked_about_too_since_the_mute_ends(bellhop: Bellhop) -> None:
    now = bellhop.clock()
    bellhop.cloudwatch.mute("bellhop-1", NAME, now, now + timedelta(hours=1), "Muted from Slack by U0BO")
    question = asked(bellhop)
    assert "That will stop the instance `i-1` of `web`. The alarm is muted until <!date^" in question["text"]
    assert " by bo, so no action is triggered now." in question["text"]


def test_a_worker_that_dies_while_it_is_done_does_it_once(bellhop: Bellhop) -> None:
    asked(bellhop)
    bellhop.cloudwatch.deaths.append(RuntimeError("the process died"))
    go_ahead(bellhop)
    bellhop.clock.advance(10)
    bellhop.work()
    assert len(bellhop.cloudwatch.changes) == 1
    assert seen(bellhop)[0].startswith("<@U0ANA> set `web-scales` from OK to *ALARM*: a drill. Triggers")


def test_where_the_question_cannot_be_edited_the_answer_is_a_message(bellhop: Bellhop, slack: RunningSlack) -> None:
    question = asked(bellhop)
    bellhop.parts.slack.delete("C0OPS", question["ts"])
    bellhop.edge(
        bellhop.interaction(
            {
                "type": "block_actions",
                "user": {"id": "U0ANA", "username": "ana", "team_id": "T0SANDBOX"},
                "team": {"id": "T0SANDBOX"},
                "channel": {"id": "C0OPS"},
                "trigger_id": "t",
                "actions": [question["blocks"][-1]["elements"][0] | {"type": "button"}],
            }
        )
    )
    bellhop.work()
    assert len(bellhop.cloudwatch.changes) == 1
    assert seen(bellhop)[-1].startswith("ana set `web-scales` from OK to *ALARM*")


def test_a_mute_that_ends_before_the_yes_is_a_change(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.rules["night"] = ("web-scales", bellhop.clock(), bellhop.clock() + timedelta(hours=1))
    asked(bellhop)
    bellhop.cloudwatch.rules.clear()
    go_ahead(bellhop)
    assert bellhop.cloudwatch.changes == [], "what was shown was that nothing is triggered now"
    assert "That has changed since it was asked first." in seen(bellhop)[0]
    go_ahead(bellhop)
    assert len(bellhop.cloudwatch.changes) == 1


def newest(bellhop: Bellhop, channel: str = "C0OPS") -> dict[str, Any]:
    return {**bellhop.slack.messages(channel)[-1], "channel": channel}


QUESTIONS = {
    FORCE: f"/forcealarm {NAME} ALARM",
    FORCE_ALL: "/forcealarm web-s* ALARM",
    START_DRILL: "/forcealarm drill web-s*",
}


@pytest.mark.parametrize("button", QUESTIONS)
@pytest.mark.parametrize("second", ["U0ANA", "U0BO"])
@pytest.mark.parametrize("is_old", [True, False])
def test_a_yes_is_none_to_what_is_asked_only_since(button: str, second: str, is_old: bool, bellhop: Bellhop) -> None:
    """A double click, or two persons at once: the second has not seen what the first press made of the question."""
    type_in(bellhop, QUESTIONS[button])
    before = newest(bellhop)
    if is_old:
        bellhop.clock.advance(31 * 60)
    else:
        bellhop.cloudwatch.add(replace(STOPS, instance="i-9"))
    for user in ("U0ANA", second):
        press(bellhop, before, button, user)
        bellhop.clock.advance(1)
    pass_by(bellhop, 5)
    assert bellhop.cloudwatch.changes == []
    assert [text for text in seen(bellhop, user=second) if "so nothing was done yet" in text]
    press(bellhop, newest_question(bellhop, button), button, second)
    pass_by(bellhop, 5)
    assert [change[:2] for change in bellhop.cloudwatch.changes] == [(NAME, "ALARM")]


def newest_question(bellhop: Bellhop, button: str) -> dict[str, Any]:
    """As it is now."""
    asking = [message for message in bellhop.slack.messages("C0OPS") if button in str(message["blocks"])]
    return {**asking[-1], "channel": "C0OPS"}


@pytest.mark.parametrize("button", list(QUESTIONS)[:2])
def test_where_its_message_cannot_be_edited_it_is_asked_again_by_another(button: str, bellhop: Bellhop) -> None:
    type_in(bellhop, QUESTIONS[button], channel="C0PRIVATE")
    before = newest(bellhop, "C0PRIVATE")
    bellhop.cloudwatch.add(replace(STOPS, instance="i-9"))
    for message in (before, None):
        press(bellhop, message or newest(bellhop, "C0PRIVATE"), button)
        pass_by(bellhop, 2)
        assert len(bellhop.cloudwatch.changes) == (message is None)
        if message:
            assert "stop the instance `i-9`" in newest(bellhop, "C0PRIVATE")["text"]


EVENTS = ("press", "change", "look", "cancel", "age", "guard")
LETS_BO = {True: (), False: (Guard(alarm="web-*", users=("U0ANA",)),)}


@dataclass
class Model:
    """What must come of it: `version` counts the questions on the message, `shown` is the one that Bo has read."""

    instance: str = "i-1"
    asked: str = "i-1"
    version: int = 0
    shown: int = 0
    is_old: bool = False
    lets_bo: bool = True
    end: str = ""

    def happens(self, event: str) -> None:
        getattr(self, event)()

    def press(self) -> None:
        if self.end or not self.lets_bo:
            return
        if self.asked != self.instance or self.is_old:
            self.asked, self.is_old, self.version = self.instance, False, self.version + 1
        elif self.shown == self.version:
            self.end = "done"

    def change(self) -> None:
        self.instance = "i-9" if self.instance == "i-1" else "i-1"

    def look(self) -> None:
        self.shown = self.shown if self.end else self.version

    def cancel(self) -> None:
        self.end = self.end or "cancelled"

    def age(self) -> None:
        self.is_old = True

    def guard(self) -> None:
        self.lets_bo = not self.lets_bo


def played(events: tuple[str, ...], slack: RunningSlack, clock: SetClock) -> None:
    bellhop = with_policies(Bellhop(slack, clock), STOPS)
    clock.advance(1)
    bellhop.command(f"/forcealarm {NAME} ALARM")
    bellhop.work()
    question, model = newest(bellhop), Model()
    buttons = question["blocks"][-1]["elements"]
    for event in events:
        model.happens(event)
        clock.advance(1)
        if event == "look":
            now = next(each for each in slack.messages("C0OPS") if each["ts"] == question["ts"])
            buttons = now["blocks"][-1].get("elements", buttons)
        elif event == "change":
            bellhop.cloudwatch.add(replace(STOPS, instance=model.instance, state=state_of(bellhop)))
        elif event == "age":
            clock.advance(31 * 60)
        elif event == "guard":
            object.__setattr__(bellhop.parts.authority, "guards", LETS_BO[model.lets_bo])
        else:
            user, button = ("U0BO", buttons[0]) if event == "press" else ("U0ANA", buttons[-1])
            where = {"team": {"id": "T0SANDBOX"}, "channel": {"id": "C0OPS"}}
            click = {"type": "block_actions", "user": {"id": user}, **where, "actions": [button]}
            bellhop.edge(bellhop.interaction(click))
            bellhop.work()
        forced = [name for name, _, _ in bellhop.cloudwatch.changes]
        assert forced == ([NAME] if model.end == "done" else []), f"{events}, at {event}"


def state_of(bellhop: Bellhop) -> str:
    return bellhop.cloudwatch.named([NAME])[0].state


@pytest.mark.slow
@pytest.mark.parametrize("first", EVENTS)
def test_every_pair_and_triple_of_what_can_happen_to_a_question(
    first: str, slack: RunningSlack, clock: SetClock
) -> None:
    """And what can follow two events before a press, which is where a yes may be for something else."""
    rest = [
        *product(EVENTS, repeat=1),
        *product(EVENTS, repeat=2),
        *((*two, "press") for two in product(EVENTS, repeat=2)),
    ]
    cases = every_third([(first, *each) for each in rest], EVENTS.index(first))
    for events in cases:
        played(events, slack, clock)
    print(f"{first}: {len(cases)} sequences{TRIED}")
