"""What Bellhop hears of Home tabs: that somebody opened theirs, and what they press on it beside the cards' buttons.

A press is remembered here; whatever was pressed on the tab, it is shown again afterwards (`told_there`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

OPENED = "home_opened"
SHOW, WORDS, PAGE, REFRESH = "home_show", "home_words", "home_page", "home_refresh"


def on_opened(click: ButtonClick, services: Services, _: Operation) -> Reply:
    from app.home import publish

    publish.opened(click.caller.user_id, services)
    return Reply.nothing()


def on_show(click: ButtonClick, services: Services, _: Operation) -> Reply:
    from app.home import publish

    viewers = publish.viewers_of(services)
    viewers.choose(click.caller.user_id, lambda known: replace(known, show=click.value, pages={}))
    return Reply.nothing()


def on_words(click: ButtonClick, services: Services, _: Operation) -> Reply:
    from app.home import publish

    viewers = publish.viewers_of(services)
    viewers.choose(click.caller.user_id, lambda known: replace(known, words=click.value.strip(), pages={}))
    return Reply.nothing()


def on_page(click: ButtonClick, services: Services, _: Operation) -> Reply:
    from app.home import publish

    part, number = (*click.value.split(":"), "")[:2]
    page = int(number) if number.isdecimal() else 0
    viewers = publish.viewers_of(services)
    viewers.choose(click.caller.user_id, lambda known: replace(known, pages={**known.pages, part: page}))
    return Reply.nothing()


HOME_BUTTONS: tuple[Button, ...] = (
    Button(SHOW, run=on_show),
    Button(WORDS, run=on_words),
    Button(PAGE, run=on_page),
    Button(REFRESH, run=lambda *_: Reply.nothing()),
)
HOME_OPENED = Button(OPENED, run=on_opened)
