"""The reason by which a change is known that `/forcealarm test` made: nobody is mentioned for it. No IO.

A reason that somebody types to `/forcealarm` is followed by who set it, so nobody can type this one.
"""

from __future__ import annotations

import re

REASON = "Test of what this alarm triggers (tested from Slack by {who}; request {mark}; a test)"
OURS = re.compile(re.escape(REASON).replace(r"\{who\}", r"(?P<who>[^\n]{1,200})").replace(r"\{mark\}", "[0-9a-f]{12}"))


def reason_of(who: str, mark: str) -> str:
    """CloudWatch's StateReason of a test by somebody, of the operation with this mark."""
    return REASON.format(who=who, mark=mark)


def who_tested(reason: str) -> str:
    """Who made the change as a test, '' if it is none."""
    found = OURS.fullmatch(reason)
    return found["who"] if found else ""
