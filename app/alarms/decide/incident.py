"""An incident: from the moment an alarm leaves OK until it is back, and what people did about it.

No IO here: values in, values out. app/alarms/decide/transitions.py says what a transition means for it,
app/alarms/processor.py carries that out, and app/alarms/show/display.py shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum

from app.alarms.decide.history import KEPT, Change, Episode
from app.alarms.decide.quiet import without_note
from app.alarms.decide.target import Escalated, MessageId, Target, ThreadLine, missing, told, told_calling, with_calls
from app.alarms.decide.way_back import StillSet
from app.alarms.read.datapoints import Point
from app.alarms.read.transition import State, Transition
from app.base.values import dataclass
from app.slack.messages.text import mention, moment, named
from app.store.codec import STORED_AS

# The prefix of Bellhop's mute rules (infrastructure/roles.yml allows no others).
OWN_RULES = "bellhop-"
REPLACES = "replaces {user}'s mute until {until}"


class Outcome(StrEnum):
    """What became of a record; each record has exactly one (`quiet:<rule>` names its rule)."""

    POSTED = "posted"
    EDITED = "edited"
    DIGESTED = "digested"
    REPEATED = "repeated"
    LATE = "late"
    QUIET_FIRST_DATA = "quiet:first-data"
    QUIET_MUTED = "quiet:muted"
    QUIET_DELETED = "quiet:deleted"
    QUIET_ROUTE = "quiet:route"


@dataclass(frozen=True)
class Response:
    """What somebody did about the incident; `words` are mrkdwn, already escaped.

    told_in  the message in whose thread it is told already
    name     what they are called, plain, for a button
    """

    at: datetime
    user_id: str
    words: str
    id: str = ""
    told_in: MessageId | None = None
    name: str = ""


@dataclass(frozen=True)
class Mute:
    """Muted until then; `rule` is CloudWatch's mute rule, '' if actions were disabled; `elsewhere` if not at home."""

    until: datetime
    user_id: str
    rule: str = ""
    elsewhere: bool = False


@dataclass(frozen=True)
class Incident:
    """Everything that the card shows and the thread still has to say.

    `changes` is the known history of the alarm, in order, and may be older than the incident; `before` is what those
    that are no longer kept add up to. `changed` counts those of the incident (`has_gaps` if there were more), `flaps`
    those since `flaps_since` if the alarm flaps. `ok_missed` if it ended some time before `ended_at`, when it began
    again: no notification of its OK came. `follows` is the incident that was still open when this one began.
    `called_at` is when the change was that mentioned people. `peers` are other transitions with the same time as
    `latest`, any of which may turn out to be the latest. `image` is the id of its graph in Slack, for the state that
    began at `image_of`; `points` are its newest datapoints, for the state that began at `points_of`. `acknowledged`
    says who has it in hand, `handed_by` who handed it to them, `also` who joined; `released_at` is when nobody had it
    any more. `tested_by` is who caused it by a test. `way_back` is offered once it is over. Without targets its route
    drops it, and it is shown nowhere.
    """

    id: str
    latest: Transition
    began_at: datetime
    ended_at: datetime | None = None
    changes: tuple[Change, ...] = ()
    changed: int = 1
    flaps: int = 0
    flaps_since: datetime | None = None
    has_gaps: bool = False
    before: Episode | None = None
    ok_missed: bool = False
    follows: str = ""
    called_at: datetime | None = None
    peers: tuple[Transition, ...] = ()
    responses: tuple[Response, ...] = field(default=(), metadata={STORED_AS: "deeds"})
    acknowledged: Response | None = None
    handed_by: str = ""
    also: tuple[str, ...] = ()
    released_at: datetime | None = None
    escalated: tuple[Escalated, ...] = ()
    mute: Mute | None = None
    reminders: int = 0
    reminded_at: datetime | None = None
    image: str = ""
    image_of: datetime | None = None
    points: tuple[Point, ...] = ()
    points_of: datetime | None = None
    way_back: StillSet | None = None
    tested_by: str = ""
    targets: tuple[Target, ...] = (Target(),)
    is_announced: bool = True
    revision: int = 1

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def is_deleted(self) -> bool:
        """Whether its alarm is no more."""
        return self.latest.new is State.DELETED

    @property
    def has_just_gone_off(self) -> bool:
        """Whether it is in ALARM, and no change before mentioned people: an incident does so once."""
        alarm = self.latest
        is_called = self.called_at is not None and self.began_at <= self.called_at < alarm.changed_at
        return alarm.new is State.ALARM and not is_called

    @property
    def must_call(self) -> bool:
        """Whether people are to be mentioned now; nobody is while a mute rule is active, and for a test."""
        alarm = self.latest
        is_quiet = alarm.muted or bool(alarm.tested_by)
        return self.has_just_gone_off and self.called_at != alarm.changed_at and not is_quiet

    @property
    def needs_slack(self) -> bool:
        """Whether some message of it is out of date; one that was never announced has none."""
        return self.is_announced and any(needs_slack(self, target) for target in self.targets)

    def knows(self, response_id: str) -> bool:
        """Whether a response with this id is told already."""
        return any(known.id == response_id for known in self.responses)

    def card_key(self, position: int) -> str:
        """The key of a target's card, and of what follows it, in Slack."""
        return f"incident-{self.id}" + (f"-{position}" if position else "")


def silenced_until(alarm: Transition, mute: Mute | None, now: datetime) -> datetime | None:
    """Until when its actions are suppressed, as far as Bellhop knows; None if they aren't.

    The incident knows when one of our mute rules was lifted; somebody else's rule is shown with the change.
    """
    is_others = not alarm.muted_by.startswith(OWN_RULES)
    ends = [mute.until if mute else None, alarm.muted_until if is_others else None]
    return max((end for end in ends if end and end > now), default=None)


def as_muted(last: Incident | None, transition: Transition) -> Transition:
    """EventBridge tells changes also while the alarm's actions are disabled to mute it: marked as under a mute rule."""
    mute = last.mute if last else None
    if last is None or mute is None or mute.rule or transition.muted or mute.until <= transition.changed_at:
        return transition
    if not transition.by_event or (transition.new.is_over and last.is_announced):
        return transition
    return replace(transition, muted=True, muted_by=OWN_RULES, muted_until=mute.until)


def needs_slack(incident: Incident, target: Target) -> bool:
    return not target.is_silent and (target.shown_revision < incident.revision or bool(target.thread))


def still_calls(incident: Incident, now: datetime) -> bool:
    """Whether it needs somebody: it is in ALARM, nobody has it in hand, and it is not muted."""
    is_heard = silenced_until(incident.latest, incident.mute, now) is None
    return incident.latest.new is State.ALARM and incident.acknowledged is None and is_heard


def words_of(incident: Incident, line: ThreadLine, now: datetime) -> str:
    """What a line says now, '' for nothing: it may have waited for Slack, while the alarm ended or somebody took it."""
    if still_calls(incident, now):
        return f"{line.mention} {line.text}".strip()
    return "" if line.is_call else line.text


def with_response(incident: Incident, response: Response, line: str = "") -> Incident:
    """The incident with what somebody did, once: a response with a known id changes nothing.

    `line` is what the thread says of it, where that differs from the card: it may mention people.
    """
    if incident.knows(response.id):
        return incident
    told_line = ThreadLine(id=f"deed-{response.id}", text=line or response.words)
    known = response.told_in
    said = at_targets(incident, lambda target: target if known and target.place == known else told(target, told_line))
    return revised(replace(said, responses=(*incident.responses, response)[-KEPT:]))


def acknowledged_by(incident: Incident, response: Response) -> Incident:
    """Somebody is on it; the first one stays, and pressing later is no news."""
    return incident if incident.acknowledged else with_response(replace(incident, acknowledged=response), response)


def muted_by(incident: Incident, mute: Mute, response: Response) -> Incident:
    """Whose mute this cuts short is mentioned; it is said too if theirs was shorter."""
    before, muted = incident.mute, replace(incident, mute=mute, latest=incident.latest.muted_again())
    replaces = replaced(before, mute, response.at)
    if before is None or not replaces:
        return with_response(muted, response)
    words = f"{response.words} ({replaces})"
    called = words.replace(named(before.user_id), mention(before.user_id)) if mute.until < before.until else ""
    return with_response(muted, replace(response, words=words), line=called)


def replaced(before: Mute | None, mute: Mute, at: datetime) -> str:
    """What is said of somebody else's mute that would have gone on; '' if there is none."""
    if before is None or before.user_id == mute.user_id or before.until <= at:
        return ""
    return REPLACES.format(user=named(before.user_id), until=moment(before.until))


def unmuted(incident: Incident, response: Response) -> Incident:
    """`response` by nobody: the mute has ended."""
    return with_response(replace(incident, mute=None), response)


def reminded(incident: Incident, at: datetime, text: str, targets: tuple[Target, ...]) -> Incident:
    """Still in ALARM: said once more in each thread, with the mentions of its routes right now (`targets`)."""
    line = ThreadLine(f"reminder-{incident.reminders + 1}", text, is_call=True)
    called = at_targets(incident, lambda target: told_calling(_routed_again(target, targets), line))
    return revised(replace(called, reminders=incident.reminders + 1, reminded_at=at))


def gone_off(incident: Incident, line: ThreadLine, targets: tuple[Target, ...]) -> Incident:
    """It was not in ALARM before, so it is routed again: `targets` are where it goes and whom it mentions.

    Where its message already exists, the thread mentions them.
    """
    called = at_targets(incident, lambda target: told_calling(_routed_again(target, targets), line))
    everywhere = (*called.targets, *missing(called.targets, targets))
    return replace(called, targets=everywhere, called_at=incident.latest.changed_at, escalated=())


def revised(incident: Incident) -> Incident:
    """The card has to show something else from now on."""
    return replace(incident, revision=incident.revision + 1)


def with_line(incident: Incident, line: ThreadLine) -> Incident:
    """With a line for the thread of each message."""
    return at_targets(incident, lambda target: told(target, line))


def shown(incident: Incident, position: int, revision: int, place: MessageId) -> Incident:
    """The incident once Slack shows its card at `revision` for target number `position`."""

    def show(target: Target) -> Target:
        return replace(target, shown_revision=max(revision, target.shown_revision), place=place)

    return _at(incident, position, show)


def unsure(incident: Incident) -> Incident:
    """The incident when nobody knows which revision its cards show: an older edit may have come last."""
    return at_targets(incident, lambda target: replace(target, shown_revision=0) if target.place else target)


def said(incident: Incident, position: int, line: ThreadLine) -> Incident:
    """The incident once a line is in a target's thread."""

    def say(target: Target) -> Target:
        return replace(target, thread=tuple(waiting for waiting in target.thread if waiting.id != line.id))

    return _at(incident, position, say)


def redirected(incident: Incident, position: int, target: Target) -> Incident:
    """The incident with one target replaced."""
    return _at(incident, position, lambda _: target)


def at_targets(incident: Incident, change: Callable[[Target], Target]) -> Incident:
    return replace(incident, targets=tuple(change(target) for target in incident.targets))


def _at(incident: Incident, position: int, change: Callable[[Target], Target]) -> Incident:
    targets = (change(target) if at == position else target for at, target in enumerate(incident.targets))
    return replace(incident, targets=tuple(targets))


def _routed_again(target: Target, targets: tuple[Target, ...]) -> Target:
    """The target with the mentions of its routes now, and who has quiet hours now; unchanged without routes."""
    found = [each for each in targets if each.channel in target.channels]
    return with_calls(replace(target, mention="", note=without_note(target.note)), *found) if found else target
