"""A yes is for what was shown: what can happen to a question, two and three in a row, against a model of what must be.

The model below is the oracle: it says what is set in Auto Scaling and what somebody reads, and knows nothing of how.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from app.aws.scaling import Activity, ScheduledAction
from app.commands.scale.buttons import APPROVE, CANCEL, CONFIRM
from app.config.configuration import Configuration, SlackChannel
from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.test_approve import asked, pressed, set_guards
from tests.app.commands.scale.test_progress import pass_by
from tests.app.people import by_name, seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web
from tests.thorough import TRIED, every_third

EVENTS = ("ask", "approve", "change", "look", "cancel", "expire", "undo", "guard")
GUARDS = {"approval": Guard(group="web", approvals=1), "confirmation": Guard(group="web", confirm_above=1)}

SINCE, OVER, TAKEN = "has changed since, so nothing was done yet", "That request is over", "already gone ahead with it"


@dataclass
class Question:
    """What waits, in the model: from which size to which, under which guard; `version` counts its plans."""

    start: int
    to: int
    guard: str
    is_undo: bool = False
    version: int = 0
    state: str = "open"


@dataclass
class Model:
    """The oracle. Each event returns what must be set (None: nothing), and what must be said."""

    size: int = 2
    guard: str = "approval"
    question: Question = field(default_factory=lambda: Question(2, 4, "approval"))
    shown: int = 0  # the version that the people have before their eyes
    changed: tuple[int, int] | None = None  # what Bellhop set last, from and to, if it is not undone
    has_undone: bool = False

    def happens(self, event: str) -> tuple[int | None, str]:
        result: tuple[int | None, str] = getattr(self, event)()
        return result

    def ask(self) -> tuple[int | None, str]:
        if self.size == 4:
            return None, "is already 4. Nothing changed."
        self._asked(Question(self.size, 4, self.guard))
        return None, f"wants to set *web* from {self.size} to 4"

    def approve(self) -> tuple[int | None, str]:
        question = self.question
        if question.state != "open":
            return None, {"taken": TAKEN, "cancelled": "already cancelled it", "over": OVER}[question.state]
        if self.shown != question.version:
            return None, SINCE
        if question.is_undo and self.size != question.start:
            question.state = "over"
            return None, f"Somebody has changed `web` since the undo was asked for: it is at {self.size} "
        if question.start != self.size or question.guard != self.guard:
            question.start, question.guard = self.size, self.guard
            question.version += 1
            return None, SINCE
        question.state, self.size = "taken", question.to
        self.changed = None if question.is_undo else (question.start, question.to)
        self.has_undone |= question.is_undo
        return question.to, f"ana set *web* from {question.start} to {question.to} (min 1, max 8)"

    def change(self) -> tuple[int | None, str]:
        """From outside: to 3, and from there to 2, which may be where it was."""
        self.size = 2 if self.size == 3 else 3
        return None, ""

    def look(self) -> tuple[int | None, str]:
        if self.question.state == "open":
            self.shown = self.question.version
        return None, ""

    def cancel(self) -> tuple[int | None, str]:
        question = self.question
        if question.state != "open":
            return None, {"taken": TAKEN, "cancelled": "already cancelled it", "over": OVER}[question.state]
        question.state = "cancelled"
        return None, "Cancelled by ana. Nothing changed."

    def expire(self) -> tuple[int | None, str]:
        if self.question.state != "open":
            return None, ""
        self.question.state = "over"
        answered = "approved" if self.question.guard == "approval" else "confirmed"
        return None, f"Not {answered} within 30 minutes. Nothing changed."

    def undo(self) -> tuple[int | None, str]:
        if not self.changed:
            return None, "are undone" if self.has_undone else "has no change of `web` from the last 90 days to undo"
        before, after = self.changed
        if self.size == before:
            return None, "is already back at"
        if self.size != after:
            return None, "but somebody has changed it since"
        self._asked(Question(after, before, self.guard, is_undo=True))
        return None, f"wants to set *web* from {after} to {before}, undoing"

    def _asked(self, question: Question) -> None:
        self.question, self.shown = question, 0


@dataclass
class World:
    """The same events in a real Bellhop; `buttons` are those that the people have before their eyes."""

    bellhop: Bellhop
    guard: str = "approval"
    ts: str = ""
    buttons: dict[str, dict[str, Any]] = field(default_factory=dict)

    def happens(self, event: str) -> tuple[list[int], str]:
        """What was set, and what was said or stands on the question."""
        before, told = len(self.bellhop.scaling.changes), len(self._messages())
        self.bellhop.clock.advance(1)
        getattr(self, event)()
        self.bellhop.work()
        messages = self._messages()
        said = [by_name(message["text"]) for message in messages[told:]]
        said += [by_name(message["text"]) for message in messages if message["ts"] == self.ts]
        self._notice(messages[told:])
        return [size for _, size in self.bellhop.scaling.changes[before:]], "\n".join(said)

    def ask(self) -> None:
        self.bellhop.command("/scale web 4")

    def approve(self) -> None:
        self._press(next(name for name in self.buttons if name in (APPROVE, CONFIRM)), "U0BO")

    def change(self) -> None:
        group = self.bellhop.scaling.group("web")
        assert group is not None
        self.bellhop.scaling.put(replace(group, desired=2 if group.desired == 3 else 3))
        self.bellhop.scaling.arrive("web")

    def look(self) -> None:
        self._notice([message for message in self._messages() if message["ts"] == self.ts])

    def cancel(self) -> None:
        self._press(CANCEL, "U0ANA")

    def expire(self) -> None:
        pass_by(self.bellhop, 31 * 60)

    def undo(self) -> None:
        self.bellhop.command("/scale web undo")

    def guard_changes(self) -> None:
        self.guard = next(name for name in GUARDS if name != self.guard)
        set_guards(self.bellhop, GUARDS[self.guard])

    def _press(self, name: str, user: str) -> None:
        where = {"team": {"id": "T0SANDBOX"}, "channel": {"id": "C0OPS"}}
        click = {"type": "block_actions", "user": {"id": user}, **where, "actions": [self.buttons[name]]}
        self.bellhop.edge(self.bellhop.interaction(click))

    def _notice(self, messages: list[dict[str, Any]]) -> None:
        """Somebody reads the newest question among the messages."""
        for message in messages:
            elements = [each for block in message["blocks"] or [] for each in block.get("elements", [])]
            buttons = {each["action_id"]: each for each in elements if "action_id" in each}
            if CANCEL in buttons:
                self.ts, self.buttons = message["ts"], buttons

    def _messages(self) -> list[dict[str, Any]]:
        return self.bellhop.slack.messages("C0OPS")


def sequences() -> Iterator[tuple[str, ...]]:
    """Every pair and triple, what follows a yes that came to nothing, and longer ways of a confirmation and an undo."""
    yield from product(EVENTS, repeat=2)
    yield from product(EVENTS, repeat=3)
    yield from product(("change", "guard"), ("approve",), ("look", "approve", "guard"), EVENTS)
    for events in product(("change", "look", "approve", "guard"), repeat=3):
        yield ("guard", "ask", *events)
    for events in product(EVENTS, repeat=2):
        yield ("approve", "undo", *events)


def set_and_said(slack: RunningSlack, clock: SetClock, events: tuple[str, ...]) -> None:
    configuration = Configuration(SlackChannel("#alarms"), guards=(GUARDS["approval"],))
    model, world = Model(), World(Bellhop(slack, clock, (web(),), configuration=configuration))
    world.happens("ask")
    for number, event in enumerate(events):
        if event == "guard":
            model.guard = next(name for name in GUARDS if name != model.guard)
            world.guard_changes()
            continue
        expected, text = model.happens(event)
        found, said = world.happens(event)
        where = f"{' '.join(events)}: event {number + 1}: {said}"
        assert found == ([] if expected is None else [expected]), where
        assert text in said, f"{text!r} is not in {where}"
    group = world.bellhop.scaling.group("web")
    assert group is not None
    assert group.desired == model.size, events


@pytest.mark.slow
@pytest.mark.parametrize("first", EVENTS)
def test_what_is_set_and_said_is_what_the_model_says(first: str, slack: RunningSlack, clock: SetClock) -> None:
    cases = every_third([events for events in sequences() if events[0] == first], EVENTS.index(first))
    for events in cases:
        set_and_said(slack, clock, events)
    print(f"{first}: {len(cases)} sequences{TRIED}")


def test_there_are_so_many_sequences() -> None:
    found = list(sequences())
    assert len(set(found)) == len(found) == 8**2 + 8**3 + 2 * 3 * 8 + 4**3 + 8**2


@pytest.fixture
def asking(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    configuration = Configuration(SlackChannel("#alarms"), guards=(GUARDS["confirmation"],))
    made = Bellhop(slack, clock, (web(desired=6),), configuration=configuration)
    with listening(made):
        yield made


@pytest.mark.parametrize("is_first", [True, False])
def test_a_way_back_that_is_given_up_is_part_of_what_was_shown(is_first: bool, asking: Bellhop) -> None:
    at = asking.clock() + timedelta(hours=2)
    back = ScheduledAction("web", "bellhop-back-1", at, minimum=1, maximum=8, desired=2)
    worlds = [{("web", back.name): back}, {}] if is_first else [{}, {("web", back.name): back}]
    asking.scaling.planned = dict(worlds[0])
    type_in(asking, "/scale web 8")
    assert ("The way back to 2" in seen(asking)[0]) is is_first
    asking.scaling.planned = dict(worlds[1])
    pressed(asking, asked(asking), CONFIRM)
    assert asking.scaling.changes == []
    assert "*The group has changed since*" in seen(asking)[0]
    assert ("The way back to 2" in seen(asking)[0]) is not is_first
    pressed(asking, asked(asking), CONFIRM)
    assert asking.scaling.changes == [("web", 8)]


@pytest.mark.parametrize("approvals", [0, 1, 2])
def test_what_was_in_progress_when_it_was_asked_is_not_said_of_the_change(approvals: int, asking: Bellhop) -> None:
    asking.slack.add_member("U0CAT", "cat")
    set_guards(asking, Guard(group="web", approvals=approvals) if approvals else GUARDS["confirmation"])
    launching = Activity("a", asking.clock(), "InProgress", "Launching i-1")
    asking.scaling.activity["web"], asking.scaling.is_slow = (launching,), True
    type_in(asking, "/scale web 8")
    assert "A scaling activity is in progress (Launching i-1)" in seen(asking)[0]
    asking.scaling.activity["web"] = (replace(launching, ended=asking.clock()),)
    for user in ("U0BO", "U0CAT")[:approvals] or ("U0ANA",):
        pressed(asking, asked(asking), APPROVE if approvals else CONFIRM, user)
    assert asking.scaling.changes == [("web", 8)]
    assert "in service" in seen(asking)[0]
    assert "is in progress" not in seen(asking)[0]
