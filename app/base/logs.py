"""One JSON line per log record, for CloudWatch Logs. Bodies, tokens and response URLs are never logged."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from app.base.metrics import embedded

_OWN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "metrics"}
# Bolt logs whole bodies (a bad signature at INFO, an unhandled request at WARNING), and slack_sdk logs response URLs.
# Our own loggers repeat what matters, without secrets.
_TALKATIVE = ("slack_bolt", "slack_sdk", "botocore", "boto3", "urllib3")

# As slack_sdk writes them: `error: ConnectionRefusedError` or `'error': 'invalid_auth'`.
_PROBLEM = re.compile(r"error'?: '?(\w+)")


# The current job or record. Each line that is logged meanwhile has its id.
_in_hand: ContextVar[dict[str, str]] = ContextVar("in_hand", default={})  # noqa: B039 - never changed, only replaced


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """Adds fields to each line logged within: `with about(job=job.id):`. Nested ones add up."""
    before = _in_hand.set({**_in_hand.get(), **ids})
    try:
        yield
    finally:
        _in_hand.reset(before)


class JsonLines(logging.Formatter):
    """Writes level, logger, message, the `extra` fields and the traceback as one line of JSON.

    A line's `metrics` (app/base/metrics.py) become CloudWatch metrics in `namespace`, if there is one.
    """

    def __init__(self, namespace: str = "") -> None:
        super().__init__()
        self._namespace = namespace

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {"level": record.levelname, "logger": record.name, "message": record.getMessage()}
        line.update(_in_hand.get())
        line.update({name: value for name, value in vars(record).items() if name not in _OWN})
        metrics = getattr(record, "metrics", None)
        if metrics and self._namespace:
            line.update(embedded(self._namespace, record.created, metrics))
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class Redacted(logging.Handler):
    """Logs another logger's errors without quoting it: `sentence`, the kind of error, and nothing else."""

    def __init__(self, teller: logging.Logger, sentence: str) -> None:
        super().__init__(logging.WARNING)
        self._teller, self._sentence = teller, sentence

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        problem = _PROBLEM.search(said)
        kind = {"why": re.split("[(:]", said)[0].strip(), "problem": problem[1] if problem else ""}
        self._teller.warning(self._sentence, extra=kind)


def set_up(namespace: str = "", level: int = logging.INFO) -> None:
    """Replace all handlers of the root logger (Lambda adds one) with one that writes JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(namespace))
    # Not by level: Bolt gives each of its loggers a level of its own.
    handler.addFilter(lambda record: record.name.partition(".")[0] not in _TALKATIVE)
    logging.basicConfig(level=level, handlers=[handler], force=True)
