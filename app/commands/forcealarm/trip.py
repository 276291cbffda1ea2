"""A test of an alarm, to ALARM and back, and what it showed: which messages came where, and how fast. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.alarms.read.transition import State
from app.base.values import dataclass
from app.slack.messages.blocks import section
from app.slack.messages.message import Message
from app.slack.messages.text import MARKUP, code, named

if TYPE_CHECKING:
    from app.alarms.decide.history import Change
    from app.alarms.decide.incident import Incident
    from app.alarms.decide.target import Target
    from app.aws.alarm import Alarm

RUNS = ":test_tube: {user} tests {name}: Bellhop sets it to *ALARM* and then back to *{before}*. Nobody is mentioned."
PASSED, FAILED = ":white_check_mark: {user} tested {name}: {what}.", ":x: {user} tested {name}: {what}."
ALL_CAME, SOME_CAME, NONE_CAME = "the message came", "the message came, but not its end", "no message came"
DROPPED = "a route drops it, so no message came"
CHANGED = "To ALARM: CloudWatch changed it after {seconds}"
NEVER_CHANGED = "To ALARM: CloudWatch never showed it."
CAME, NOT_CAME = ", and {seconds} later the message was in {channels}.", ", and no message came within a minute."
NO_WAY = " None of its actions for ALARM is the topic that leads to Bellhop."
BACK_BY_US, BACK_BY_ITSELF = "Back to {before}: set by Bellhop", "Back to {before}: by CloudWatch itself"
BACK_CAME, BACK_NOT_CAME = (
    ", and within {seconds} the message said so.",
    ", and the message did not say so within a minute.",
)
NOT_BACK = "Bellhop could not set it back: {problem}"
MENTIONED, NOBODY = (
    "Nobody was mentioned. A real alarm mentions {who}.",
    "Nobody was mentioned. A real alarm mentions nobody either.",
)
IN_CHANNEL = "{who} in {channel}"

ALARM = State.ALARM.value
WITHIN = timedelta(seconds=60)  # for each way; what takes longer has failed
SKEW = timedelta(seconds=5)
GROUP = re.compile(r"<!subteam\^(?P<id>[^>|]+)>|<!(?P<all>here|channel)>")


@dataclass(frozen=True)
class Leg:
    """One way: when it was asked for, when CloudWatch changed the state, and when all messages of it were in Slack."""

    asked: datetime | None = None
    changed: datetime | None = None
    shown: datetime | None = None


@dataclass(frozen=True)
class Trip:
    """A test; `words` are what it triggers, `is_heard` if one of that leads to Bellhop.

    channels  where its messages are
    called    whom a real alarm would mention, in words
    dropped   whether a route drops it
    problem   why it could not be set back
    untold    over, and not told yet
    """

    id: str = ""
    alarm: str = ""
    arn: str = ""
    before: str = ""
    reason: str = ""
    user_id: str = ""
    keys: tuple[str, ...] = ()
    channel: str = ""
    thread_ts: str = ""
    words: str = ""
    is_heard: bool = False
    out: Leg = Leg()
    back: Leg = Leg()
    channels: tuple[str, ...] = ()
    called: str = ""
    dropped: bool = False
    problem: str = ""
    step: int = 0
    over: bool = False
    untold: bool = False

    @property
    def is_out(self) -> bool:
        """Whether the first way is done."""
        return self.out.shown is not None or self.dropped


def seen(trip: Trip, alarm: Alarm | None, incident: Incident | None, now: datetime) -> Trip:
    """With what CloudWatch and the alarm's last incident say now."""
    asked = trip.out.asked or now
    out, back = trip.out, trip.back
    went = _change_to(ALARM, asked - SKEW, incident)
    if went and incident:
        dropped = not incident.targets
        out = replace(out, changed=went.at, shown=out.shown or (None if dropped else _posted_at(incident, asked, now)))
        places = (each.place.channel for each in incident.targets if each.place)
        trip = replace(trip, dropped=dropped, channels=tuple(dict.fromkeys(places)) or trip.channels)
    elif out.changed is None and alarm and trip.reason == alarm.reason:
        out = replace(out, changed=alarm.since or now)
    ended = _change_to(trip.before, out.changed, incident) if out.changed else None
    if ended and incident:
        back = replace(back, changed=ended.at, shown=back.shown or (None if incident.needs_slack else now))
    return replace(trip, out=out, back=back)


def must_go_back(trip: Trip, now: datetime, is_last: bool) -> bool:
    """Whether the first way is done, or has failed, and nobody has set it back yet."""
    is_done = trip.is_out or now - (trip.out.asked or now) >= WITHIN or is_last
    return is_done and not (trip.back.asked or trip.back.changed or trip.problem)


def is_over(trip: Trip, now: datetime, is_last: bool) -> bool:
    """Whether there is nothing left to wait for."""
    began = trip.back.changed or trip.back.asked
    if trip.problem or is_last:
        return True
    if began is None:
        return False
    return trip.back.shown is not None or trip.out.shown is None or now - began >= WITHIN


def is_as_set(trip: Trip, alarm: Alarm) -> bool:
    """Whether it is in ALARM by the test, and did not go off again since."""
    changed = trip.out.changed or trip.out.asked
    is_same = alarm.since is None or changed is None or alarm.since <= changed + SKEW
    return alarm.state == ALARM and (alarm.reason == trip.reason or is_same)


def _change_to(state: str, since: datetime, incident: Incident | None) -> Change | None:
    """The first change to a state that an incident knows, not before that time."""
    changes = incident.changes if incident else ()
    return next((each for each in changes if each.new == state and each.at >= since), None)


def _posted_at(incident: Incident, since: datetime, now: datetime) -> datetime | None:
    """When its messages were all in Slack; None while one is missing."""
    if any(not (each.place or each.is_silent) for each in incident.targets):
        return None
    if incident.began_at < since - SKEW:  # a line in the thread of a message that was there before
        return None if incident.needs_slack else now
    if any(each.digest for each in incident.targets):  # a row of a storm's message, which may have been posted before
        return now
    return datetime.fromtimestamp(max(float(each.place.ts) for each in incident.targets if each.place), now.tzinfo)


def called(targets: Sequence[Target], default: str) -> str:
    """Whom targets mention, in words that mention nobody."""
    return ", ".join(
        IN_CHANNEL.format(who=_unmentioned(each.mention), channel=code(each.channel or default))
        for each in targets
        if each.mention
    )


def message(trip: Trip) -> Message:
    text = "\n".join(_lines(trip))
    return Message(text, (section(text),))


def _lines(trip: Trip) -> Iterator[str]:
    words = {"user": named(trip.user_id), "name": code(trip.alarm)}
    if not trip.over:
        yield RUNS.format(before=trip.before, **words)
    else:
        is_whole = trip.out.shown and trip.back.shown and not trip.problem
        what = DROPPED if trip.dropped else ALL_CAME if is_whole else SOME_CAME if trip.out.shown else NONE_CAME
        yield (PASSED if is_whole else FAILED).format(what=what, **words)
        yield _out(trip)
        yield from _back(trip)
        yield MENTIONED.format(who=trip.called) if trip.called else NOBODY
    yield trip.words


def _out(trip: Trip) -> str:
    out = trip.out
    if out.asked is None or out.changed is None:
        return NEVER_CHANGED
    changed = CHANGED.format(seconds=_seconds(out.asked, out.changed))
    if trip.dropped:
        return f"{changed}."
    if out.shown is None:
        return changed + NOT_CAME + ("" if trip.is_heard else NO_WAY)
    channels = ", ".join(f"<#{channel}>" for channel in trip.channels)
    return changed + CAME.format(seconds=_seconds(out.changed, out.shown), channels=channels)


def _back(trip: Trip) -> Iterator[str]:
    if trip.problem:
        yield NOT_BACK.format(problem=trip.problem)
    elif trip.out.changed:
        text = (BACK_BY_US if trip.back.asked else BACK_BY_ITSELF).format(before=trip.before)
        began = trip.back.changed or trip.back.asked
        if trip.back.shown and began:
            yield text + BACK_CAME.format(seconds=_seconds(began, trip.back.shown))
        else:
            yield text + (BACK_NOT_CAME if trip.out.shown else ".")


def _seconds(start: datetime, end: datetime) -> str:
    return f"{max(0.0, (end - start).total_seconds()):.1f} s"


def _unmentioned(mentions: str) -> str:
    """`<@U1> <!subteam^S1>` without calling them."""
    groups = GROUP.sub(lambda found: code(found["id"] or f"@{found['all']}"), mentions)
    return MARKUP.sub(lambda found: named(found["id"]), groups)
