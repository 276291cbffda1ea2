"""Every error that Slack documents for a method that Bellhop calls is known, and what waits is never lost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.slack.calls import Calls
from app.slack.error_codes import CODES, LIMITED, Meaning, meaning_of
from app.slack.errors import LacksScope, Limited, NotLetIn, SlackError, SlackLater, answer_of
from app.slack.wire import Answer
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.house.tree import ROOT, modules
from tests.thorough import every_third

pytestmark = pytest.mark.slow

RECORDED = json.loads(Path(ROOT, "tests/contracts/recorded/slack-errors.json").read_text(encoding="utf-8"))
DOCUMENTED: dict[str, list[str]] = RECORDED["methods"]
KINDS = {
    Meaning.PASSING: SlackLater,
    Meaning.PEOPLE: SlackLater,
    Meaning.TOKEN: NotLetIn,
    Meaning.SCOPE: LacksScope,
}
WAITS = (*KINDS, Meaning.NOT_THERE)


def refused(method: str, code: str) -> Exception:
    answer = Answer(200, {}, {"ok": False, "error": code})
    with pytest.raises((SlackLater, SlackError)) as ours:
        answer_of(method, lambda: answer, seconds=10)
    return ours.value


@pytest.mark.parametrize("method", DOCUMENTED)
def test_each_documented_error_of_each_method_that_bellhop_calls_is_sorted(method: str) -> None:
    for code in DOCUMENTED[method]:
        meaning = meaning_of(code)
        assert meaning is not None, f"give {code} a meaning in app/slack/error_codes.py"
        problem = refused(method, code)
        assert type(problem) is (Limited if code in LIMITED else KINDS.get(meaning, SlackError)), code
        assert method in str(problem), code
        assert code in str(problem)


def test_every_method_that_bellhop_calls_has_its_errors_recorded() -> None:
    named = re.compile(r'"((?:chat|conversations|users|usergroups|files|views|auth|apps|blocks)\.[A-Za-z.]+[A-Za-z])"')
    called = {name for _, path in modules("app") for name in named.findall(path.read_text(encoding="utf-8"))}
    assert called - {"files.getUploadURL"} == set(DOCUMENTED)  # that is how reading methods of its kind begin


def test_a_code_has_one_meaning() -> None:
    codes = [code for each in CODES.values() for code in each]
    assert len(codes) == len(set(codes))


def test_a_code_that_nobody_knows_passes_and_may_be_done() -> None:
    problem = refused("chat.postMessage", "of_a_later_year")
    assert isinstance(problem, SlackLater)
    assert problem.maybe_done


@pytest.mark.parametrize(
    "code", every_third([code for code in DOCUMENTED["chat.postMessage"] if meaning_of(code) in WAITS])
)
def test_an_alarm_waits_for_people_and_passing_errors_however_long(
    code: str, bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    slack.fault("chat.postMessage", "error", error=code)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    for _ in range(8):
        clock.advance(900)
        bellhop.ring()
    assert (bellhop.alarms.dead_letters, cards(slack)) == ([], [])
    slack.clear_faults()
    clock.advance(900)
    bellhop.ring()
    assert len(cards(slack)) == 1


@pytest.mark.parametrize(
    "code",
    every_third([code for code in DOCUMENTED["chat.update"] if meaning_of(code) in (*WAITS, Meaning.CARD_LOST)]),
)
def test_an_edit_that_slack_refuses_is_said_at_last(
    code: str, bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    slack.fault("chat.update", "error", error=code, count=3)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    for _ in range(4):
        clock.advance(900)
        bellhop.ring()
    assert bellhop.alarms.dead_letters == []
    assert "OK: web-high-cpu" in cards(slack)[-1]["text"]


def test_what_is_said_of_an_edit_is_no_answer_to_another_method() -> None:
    problem = refused("chat.postMessage", "cant_update_message")
    assert isinstance(problem, SlackLater)
    assert problem.maybe_done
    assert not isinstance(refused("chat.update", "cant_update_message"), SlackLater)


@pytest.mark.parametrize("method", DOCUMENTED)
def test_what_only_others_say_is_no_answer_to_a_method_and_what_it_asked_may_be_done(method: str) -> None:
    """A form's, an address's, a user group's: such an error says nothing of a message."""
    others = {Meaning.WEBHOOK, Meaning.RESPONSE_URL, Meaning.FORM, Meaning.GUARD}
    if not method.startswith(("chat.post", "conversations.")):
        others |= {Meaning.CARD_LOST}
    if method.startswith(("auth.", "users.", "usergroups.")):
        others |= {Meaning.NOT_THERE, Meaning.BAD_BLOCKS, Meaning.PICTURE}
    family = method.partition(".")[0] + "."
    known = {code for name, codes in DOCUMENTED.items() if name.startswith(family) for code in codes}
    for code in sorted({code for meaning in others for code in CODES[meaning]} - known):
        problem = refused(method, code)
        assert isinstance(problem, SlackLater), code
        assert problem.maybe_done, code


def test_a_message_that_was_taken_and_answered_with_a_forms_error_is_not_posted_twice(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, errors = Calls._asked, ["not_found"]

    def asked(calls: Calls, method: str, token: str, arguments: Any) -> Answer:
        answered = say(calls, method, token, arguments)
        if method == "chat.postMessage" and errors:
            raise refused(method, errors.pop())
        return answered

    monkeypatch.setattr(Calls, "_asked", asked)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    for _ in range(8):
        clock.advance(900)
        bellhop.ring()
    assert (bellhop.alarms.dead_letters, len(cards(slack))) == ([], 1)


SAID_OF_WHAT_IS_DONE = every_third(
    [code for code in DOCUMENTED["chat.postMessage"] if meaning_of(code) in (Meaning.PASSING, Meaning.PEOPLE)]
)


@pytest.mark.parametrize("code", [code for code in SAID_OF_WHAT_IS_DONE if code not in LIMITED])
def test_what_was_said_before_such_an_error_is_looked_for_and_not_said_twice(
    code: str, bellhop: Bellhop, slack: RunningSlack, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, errors = Calls.answer, [code]

    def answer(calls: Calls, method: str, **arguments: Any) -> Answer:
        answered = say(calls, method, **arguments)
        if method == "chat.postMessage" and errors:
            raise refused(method, errors.pop())
        return answered

    monkeypatch.setattr(Calls, "answer", answer)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    clock.advance(900)
    bellhop.ring()
    assert len(cards(slack)) == 1
