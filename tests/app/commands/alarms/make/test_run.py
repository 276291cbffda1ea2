"""Where no form could be opened, and what a form of another version carries."""

from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.commands.alarms.make.buttons import EDIT, NEW
from app.commands.alarms.make.run import ask, show
from app.slack.interactions import Caller, ModalSubmission
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.alarms.make.talk import HEARING
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock


@pytest.mark.parametrize("about", [{NEW: ""}, {NEW: "w" * 601}, {EDIT: ""}])
def test_words_that_name_nothing_are_told_what_to_type(about: dict[str, str]) -> None:
    with pytest.raises(Wrong, match="Try `/alarms"):
        ask(about)


def test_what_asks_for_a_form_has_done_nothing_yet() -> None:
    assert ask({EDIT: "hot"}).asks


def test_a_form_without_its_inputs_is_not_put(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock, home=HEARING)
    sent = ModalSubmission(Caller("U0ANA", "C0OPS"), {NEW: "web"}, {"metric": "cpu"})
    with pytest.raises(Wrong, match="from another version"):
        show(sent, bellhop.parts)
