"""How long what hit a transient error waits on its queue before it is tried again, and when it is given up. No IO."""

from __future__ import annotations

import itertools
import math

from app.base.errors import Later

# So long SQS keeps a message (MessageRetentionPeriod in infrastructure/queues.yml; tests/house holds them together).
KEPT_SECONDS = 14 * 86400
LONGEST = 900  # seconds that SQS delays a message at most
# About an hour: what is limited for longer is no crowd.
TRIES_EACH_MINUTE = 64


def backoff(attempt: int) -> float:
    """Seconds to wait before try number `attempt` + 1: 2, 4, 8 ... up to SQS's longest delay."""
    return float(min(LONGEST, 2 ** min(attempt, 10)))


def wait_of(error: Later, tries: int) -> float:
    """Seconds to wait after try number `tries` hit a transient error: as long as it says, and longer each time.

    Where a rate is limited it is tried each minute: of the many that wait, some get through in each.
    """
    longest = error.eases if tries <= TRIES_EACH_MINUTE else math.inf
    return max(error.wait, min(backoff(tries), longest))


# As many tries as wait that long. What is put off is a fresh message each time, whose 14 days begin again, and Lambda
# does not end the chain either (docs/decisions/loops.md).
_GROWING = tuple(itertools.takewhile(lambda wait: wait < LONGEST, map(backoff, itertools.count(1))))
MOST_TRIES = len(_GROWING) + math.ceil((KEPT_SECONDS - sum(_GROWING)) / LONGEST)


def is_last_try(tries: int) -> bool:
    """Whether what met a transient error at try number `tries` has waited long enough, and is not put off again.

    SQS gets it back as failed, each time for as long as it would have been put off, and moves it to the dead letters.
    `make replay` brings it back for five such tries, an hour in all: Slack may be busy with what else was brought back.
    """
    return tries >= MOST_TRIES
