"""What an audit's buttons carry."""

from __future__ import annotations

import pytest

from app.commands.alarms.audit.buttons import Fix, fix_in, fix_value, page_in, page_value
from app.commands.alarms.buttons import alarm_in, topic_in


def test_they_carry_what_they_do_to_which_alarm() -> None:
    value = fix_value(Fix.DELETE, "a & <b>")
    assert (fix_in(value), alarm_in(value), topic_in(value)) == ("delete", "a & <b>", "alarm:a & <b>")


@pytest.mark.parametrize(("value", "page"), [(page_value("r1", 8), ("r1", 8)), ("r1", ("r1", 0)), ("r1:x", ("r1", 0))])
def test_a_page_that_cannot_be_read_is_the_first(value: str, page: tuple[str, int]) -> None:
    assert page_in(value) == page


def test_a_value_of_another_form_acts_on_nothing() -> None:
    assert (fix_in("x"), alarm_in("x"), topic_in("x")) == ("", "", "")
