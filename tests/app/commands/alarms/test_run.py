"""Which of its answers /alarms gives; what it is about: test_find.py, test_listing.py, test_one.py."""

from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.commands.alarms.buttons import SHOW
from app.commands.alarms.run import OLDER, show_one, show_page
from app.listeners.operation import Operation
from app.slack.interactions import ButtonClick, Caller
from tests.fakes.bellhop import Bellhop

ANA = Caller("U0ANA", "C0OPS")


def press(bellhop: Bellhop, value: str) -> tuple[ButtonClick, Operation]:
    return ButtonClick(ANA, f"{SHOW}:0", value), Operation("press", bellhop.table, bellhop.clock)


def test_a_button_that_names_no_alarm_does_nothing(bellhop: Bellhop) -> None:
    click, operation = press(bellhop, "web-5xx")
    with pytest.raises(Wrong, match=OLDER[:30]):
        show_one(click, bellhop.parts, operation)


def test_a_page_button_that_says_nothing_brings_the_first_page(bellhop: Bellhop) -> None:
    click, operation = press(bellhop, "")
    assert show_page(click, bellhop.parts, operation).message.text.startswith("*One alarm is not OK.*")
