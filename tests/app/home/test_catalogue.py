"""What is pressed on the Home tab is remembered for the person who pressed it."""

from __future__ import annotations

import pytest

from app.home.catalogue import on_page
from app.home.publish import viewers_of
from app.slack.interactions import ButtonClick, Caller
from tests.fakes.bellhop import Bellhop


@pytest.mark.parametrize(
    ("value", "pages"), [("alarms:2", {"alarms": 2}), ("groups:x", {"groups": 0}), ("", {"": 0}), ("a:b:c", {"a": 0})]
)
def test_whatever_a_button_of_another_version_carries_is_a_page(
    value: str, pages: dict[str, int], bellhop: Bellhop
) -> None:
    on_page(ButtonClick(Caller("U0ANA", ""), "home_page", value), bellhop.parts, None)  # type: ignore[arg-type]
    assert viewers_of(bellhop.parts).choices_of(["U0ANA"])["U0ANA"].pages == pages
