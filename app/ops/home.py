"""Whose alarms a desk may act on: those of its credentials' account, whatever account its queues are in."""

from __future__ import annotations

import logging
from dataclasses import replace

from app.aws.desk import caller
from app.base.errors import BellhopError
from app.config.home import Home

OTHER_ACCOUNT = (
    "The queues are in the account {queues}, your AWS credentials are of {own}: alarms of {queues} are shown, but "
    "nobody can act on them here. Set AWS_PROFILE to one of {queues}, or the queues' URLs to ones of {own}."
)
UNKNOWN = "Nobody can act on alarms from here, because their account can't be compared with yours. {problem}"

logger = logging.getLogger(__name__)


def home_of_desk(by_queues: Home) -> Home:
    """On Lambda, queues and credentials are of one account; at a desk, AWS says whose the credentials are."""
    if not by_queues.account:
        return by_queues
    try:
        own = caller.account()
    except BellhopError as problem:
        logger.warning(UNKNOWN.format(problem=problem))
        return replace(by_queues, account="")
    if own != by_queues.account:
        logger.warning(OTHER_ACCOUNT.format(queues=by_queues.account, own=own))
    return replace(by_queues, account=own)
