"""The buttons List, Next and Previous of a digest: all its alarms, page by page, for the person who pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.buttons import DIGEST_LIST
from app.slack.messages.message import sentence

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.alarms.show.digest_card import FORGOTTEN, asked_page, list_page

    digest_id, start, open_list = asked_page(click.value)
    digests = services.digest_display.digests
    digest = digests.find(digest_id)
    if digest is None:
        return Reply(sentence(FORGOTTEN))
    list_id = open_list or operation.mark
    rows = digests.listed(list_id, digests.rows(digest_id))
    return Reply(list_page(digest, rows, start, list_id), replaces=bool(open_list))


BUTTON = Button(DIGEST_LIST, run=run)
