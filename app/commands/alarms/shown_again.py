"""After a press in an answer that only one person sees: the same answer as it is now, in its place."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from app.alarms.read.regions import parse_arn
from app.base.errors import BellhopError
from app.commands.alarms import listing, one
from app.commands.alarms.buttons import arn_in, is_of_page, page_in
from app.commands.alarms.filters import read_filters
from app.slack.interactions import ButtonClick, Reply

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

logger = logging.getLogger(__name__)


def show_again(click: ButtonClick, services: Services, operation: Operation) -> None:
    """The list, or the alarm's card. It only adds to what the press did, so it fails without a word."""
    caller = click.caller
    if not (caller.sees_alone and caller.response_url):
        return
    try:
        reply = _shown(click, services, operation)
        if reply:
            services.slack.respond(caller.response_url, reply.message, False, caller.thread_ts, True)
    except BellhopError as problem:
        logger.info("not shown again", extra={"why": str(problem)})


def _shown(click: ButtonClick, services: Services, operation: Operation) -> Reply | None:
    if is_of_page(click.value):
        words, start = page_in(click.value)
        return listing.show(read_filters(tuple(words.split())), click.caller, services, start)
    alarm = next(iter(services.cloudwatch.named([parse_arn(arn_in(click.value)).name])), None)
    return one.show(alarm, services, operation.mark) if alarm else None
