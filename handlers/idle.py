"""λ slack and λ worker for a Bellhop with a webhook and no bot: nobody calls them, and they say so.

infrastructure/bot.js deploys these instead: without a bot token the others would not start.
"""

import logging
from typing import Any

from app.base import logs
from app.config.settings import read_settings

NO_BOT = "Bellhop has an incoming webhook here and no bot, so it takes no commands."

logs.set_up(read_settings().metrics_namespace)
logger = logging.getLogger(__name__)


def slack(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Any request; it is not for us."""
    return {"statusCode": 404, "headers": {"content-type": "text/plain"}, "body": NO_BOT}


def worker(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Timers that λ alarms sets: reminders and graphs are for cards, and a webhook has none."""
    logger.info("no bot, nothing to do", extra={"count": len(event.get("Records", []))})
    return {"batchItemFailures": []}
