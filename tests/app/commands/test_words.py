"""What people type, line by line (tests/payloads/words/lines.toml): done as it should be, offered as a button, or told.

Over HTTP to the Slack stand-in, each line in a Bellhop of its own. Every answer is held to one line where that will do.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.commands.catalogue import COMMANDS
from app.slack.interactions import Caller, SlashCommand
from app.slack.messages.text import plain
from sandbox.slack.threaded import running_slack
from tests.app.people import press
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

pytestmark = pytest.mark.slow

TABLE = Path(__file__).parents[2] / "payloads" / "words" / "lines.toml"
LINES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["line"]
MARK = re.compile(r"bellhop-(?:at|every|back)-\w+")
DATE, EMOJI = re.compile(r"<!date[^>]*>"), re.compile(r":[a-z_]+:")
MOST_WORDS = 25


@dataclass(frozen=True)
class Outcome:
    """What the person and the channel see, the labels of the last message's buttons, and what was done in AWS."""

    said: tuple[str, ...]
    buttons: tuple[str, ...]
    done: tuple[str, ...]


@dataclass
class Desk:
    """Each line is typed in a Slack of its own, to a fresh Bellhop: where all share one, each look takes longer."""

    clock: SetClock
    known: dict[Any, Outcome] = field(default_factory=dict)

    def types(self, line: dict[str, Any], *, presses: int | None = None, typed: str = "") -> Outcome:
        """What comes of a line, or `typed` in its world; `presses` a button of the answer, by its place.

        Time stands still, so the same line comes to the same.
        """
        key = (typed or line["typed"], presses, *line.get("groups", ()))
        if key not in self.known:
            self.known[key] = self._type(line, presses, typed)
        return self.known[key]

    def _type(self, line: dict[str, Any], presses: int | None, typed: str) -> Outcome:
        groups = [web(), web(name="worker", desired=1, minimum=0, maximum=4), web(name="shop-eu"), web(name="shop-us")]
        before = 0
        with running_slack(clock=self.clock.epoch) as slack:
            bellhop = Bellhop(slack, self.clock, (*groups, *(web(name=name) for name in line.get("groups", ()))))
            bellhop.cloudwatch.add(alarm("CPU > 80"))
            with listening(bellhop):
                assert slack.act(user="U0ANA", channel="C0OPS", command=typed or line["typed"])["ok"]
                bellhop.work()
                if presses is not None:
                    messages = slack.messages("C0OPS")
                    before, message = len(messages), {**messages[-1], "channel": "C0OPS"}
                    action = message["blocks"][-1]["elements"][presses]["action_id"]
                    assert press(bellhop, message, action)["ok"]
                    bellhop.work()
            found = outcome(slack.messages("C0OPS")[before:], bellhop)
        assert_short(found)
        if presses is None:
            assert_acts_on_something(typed or line["typed"], found)
        return found


def reason_in(line: dict[str, Any]) -> str:
    """A button keeps the reason, though its label has no room for it."""
    return f" because {line['because']}" if "because" in line else ""


def assert_short(outcome: Outcome) -> None:
    """No answer is longer than one line where that will do; of a card or a list the first one counts."""
    for text in outcome.said:
        first = DATE.sub("at noon", text.splitlines()[0])
        assert len(EMOJI.sub("", plain(first)).split()) <= MOST_WORDS, text


def assert_acts_on_something(typed: str, outcome: Outcome) -> None:
    """Whatever changes something says on what it acts: else a guest could do it, and two could do it at once."""
    name, _, text = typed.partition(" ")
    (command,) = [each for each in COMMANDS if each.name == name]
    assert not outcome.done or command.acts_on(SlashCommand(Caller("U0ANA", "C0OPS"), name, text))


def outcome(messages: list[dict[str, Any]], bellhop: Bellhop) -> Outcome:
    rows = [block["elements"] for block in messages[-1]["blocks"] if block["type"] == "actions"]
    forced = [f"{name} {state} {reason.partition(' (set by')[0]}" for name, state, reason in bellhop.cloudwatch.changes]
    return Outcome(
        tuple(message["text"] for message in messages),
        tuple(button["text"]["text"] for row in rows for button in row if "text" in button),
        tuple(MARK.sub("", each) for each in [*bellhop.scaling.done, *forced]),
    )


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(SetClock())


def lines(kind: str) -> list[Any]:
    return [pytest.param(line, id=line["typed"]) for line in LINES if kind in line]


@pytest.mark.parametrize("line", lines("same_as"))
def test_a_line_is_carried_out_as_the_plain_one(line: dict[str, Any], desk: Desk) -> None:
    assert desk.types(line) == desk.types(line, typed=line["same_as"])


@pytest.mark.parametrize("line", lines("offers"))
def test_a_guess_is_offered_and_not_carried_out_and_each_press_does_what_the_button_says(
    line: dict[str, Any], desk: Desk
) -> None:
    offered = desk.types(line)
    assert (offered.buttons, offered.done) == (tuple(line["offers"]), ())
    command = line["typed"].split()[0]
    for place, label in enumerate(line["offers"]):
        assert desk.types(line, presses=place) == desk.types(line, typed=f"{command} {label}{reason_in(line)}")


@pytest.mark.parametrize("line", lines("says"))
def test_what_cannot_be_is_told_in_a_sentence_and_changes_nothing(line: dict[str, Any], desk: Desk) -> None:
    told = desk.types(line)
    assert (told.said, told.done) == ((line["says"],), ())


@pytest.mark.parametrize("line", lines("asks"))
def test_what_is_dangerous_is_asked_about_first(line: dict[str, Any], desk: Desk) -> None:
    (question,) = desk.types(line).said
    assert line["asks"] in question
    assert desk.types(line).done == ()


def test_the_table_has_as_many_lines_as_were_promised() -> None:
    assert len({line["typed"] for line in LINES}) == len(LINES) >= 150
