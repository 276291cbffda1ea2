"""What Bellhop hears of Home tabs: that somebody opened theirs, and what they press on it beside the cards' buttons.

A press is remembered here; whatever was pressed on the tab, it is shown again afterwards (`told_there`). What looks and
shows is loaded by the first job that needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.home.names import OPENED, PAGE, REFRESH, SHOW, WORDS
from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply, read_click

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services


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


def keep_up(services: Services, key: str) -> None:
    """The timer: what who looks sees is published again if it has changed."""
    from app.home import publish

    publish.keep_up(services, key)


def told_there(body: Mapping[str, Any], reply: Reply, services: Services) -> bool:
    """What came of a press on the tab is told on it: there is no channel to tell it in; False if pressed elsewhere."""
    if not is_pressed_there(body):
        return False
    from app.home import publish
    from app.home.view import as_notice

    publish.opened(read_click(body).caller.user_id, services, as_notice(reply.message))
    return True


def is_pressed_there(body: Mapping[str, Any]) -> bool:
    """Whether a press was on the Home tab."""
    view = body.get("view")
    return body.get("type") == "block_actions" and isinstance(view, dict) and view.get("type") == "home"
