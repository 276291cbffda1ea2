"""The buttons List, Next and Previous of a storm's digest: every alarm of it, page by page, for who pressed."""

from __future__ import annotations

from app.alarms.show.digest_card import FORGOTTEN, LIST, asked_page, list_page
from app.listeners.listener import Button
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.message import sentence


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    digest_id, start, list_id = asked_page(click.value)
    digests = services.gathering.digests
    digest = digests.find(digest_id)
    if digest is None:
        return Reply(sentence(FORGOTTEN))
    list_id = list_id or operation.mark
    rows = digests.listed(list_id, digests.rows(digest_id))
    return Reply(list_page(digest, rows, start, list_id))


BUTTON = Button(LIST, run=run)
