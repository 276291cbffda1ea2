"""The reason by which a change is known that `/forcealarm test` or a drill made: nobody is mentioned for it. No IO.

A reason that somebody types to `/forcealarm` is followed by who set it, so nobody can type one of these.
"""

from __future__ import annotations

import re

REASON = "Test of what this alarm triggers (tested from Slack by {who}; request {mark}; a test)"
DRILL = "Drill: the alarm was set by hand (drilled from Slack by {who} in {channel}; request {mark}; a drill)"
DRILLED_BY = "{who}, drill {name}"
WHO, MARK = r"(?P<who>[^\n]{1,300})", "[0-9a-f]{12}"
OURS = re.compile(re.escape(REASON).replace(r"\{who\}", WHO).replace(r"\{mark\}", MARK))
DRILLS = re.compile(
    re.escape(DRILL)
    .replace(r"\{who\}", WHO)
    .replace(r"\{channel\}", r"(?P<channel>[CG][A-Z0-9]{1,30})")
    .replace(r"\{mark\}", MARK)
)


def reason_of(who: str, mark: str) -> str:
    """CloudWatch's StateReason of a test by somebody, of the operation with this mark."""
    return REASON.format(who=who, mark=mark)


def reason_of_drill(who: str, name: str, channel: str, mark: str) -> str:
    """The same of a drill, whose cards go to the channel with this id."""
    return DRILL.format(who=DRILLED_BY.format(who=who, name=name), channel=channel, mark=mark)


def who_tested(reason: str) -> str:
    """Who made the change as a test or in a drill, '' if it is none."""
    found = OURS.fullmatch(reason) or DRILLS.fullmatch(reason)
    return found["who"] if found else ""


def drilled_in(reason: str) -> str:
    """The channel of the drill that made the change, '' if none did."""
    found = DRILLS.fullmatch(reason)
    return found["channel"] if found else ""
