"""An incident as a timeline: what the alarm did, and what people did about it. As values, and as Markdown. No IO."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from app.alarms.decide.incident import Incident, Response
from app.alarms.decide.target import MessageId
from app.alarms.show.fields import took, was
from app.base.values import dataclass
from app.slack.messages.text import duration, lasted, plain

CHANGED, CHANGED_QUIETLY = "{old} → {new}", "{old} → {new}, with its actions suppressed"
REASON = ": {reason}"
ESCALATED = "Escalated after {minutes} min to {who}"
REMINDED = "Reminded {count}×, here for the last time"
FAILED = "AWS about {group}: {words}"
FORETOLD, CAME = "Its plan said: {words}", "What came: {words}"
RELEASED = "Nobody has it in hand any more"
GAPS = "Not all state changes are known any more."
OPEN, OVER = "open since {began}", "{began} to {ended}, {lasted}"
OK_MISSED = "The notification of its OK didn't arrive, so it may have ended earlier."
TESTED = "A test by {who}."
ACKNOWLEDGED = "Acknowledged by {who} after {lasted}."
NOT_ACKNOWLEDGED = "Nobody acknowledged it."
TITLE = "# {name}"
ALARM = "{measure}Account {account}, region {region}."
LINE, BELOW = "- **{at}** {text}", "  - {text}"
LINK, CARD = " ([in Slack](<{url}>))", "Its card: {cards}"
AT = "%Y-%m-%d %H:%M:%S UTC"

# ASCII punctuation that may mean something to a reader of Markdown (CommonMark, "Backslash escapes").
SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&@:])")

# Whom Slack's markup names or mentions: a person, a user group, or everybody.
CALLED = re.compile(r"<(?P<sign>@|!subteam\^|!)(?P<who>[A-Z0-9]+|here|channel)\|?>")

# How a line begins that Bellhop says of a plan.
EMOJI = re.compile(r"^:\w+: ")

Link = Callable[[MessageId], str]


class Kind(StrEnum):
    """What an entry is about."""

    STATE = "state"
    RESPONSE = "response"
    FAILURE = "failure"
    ESCALATION = "escalation"
    REMINDER = "reminder"


@dataclass(frozen=True)
class Entry:
    """Something that happened, in plain words; `user_id` is who did it, `link` a message of it, each '' for none.

    more  what else there is to say of it, a line each
    """

    at: datetime
    kind: Kind
    text: str
    user_id: str = ""
    link: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangeOutcome:
    """What came of a change of a group: `result`, in a few plain words; all else is mrkdwn.

    foretold  what its plan said would come, and `came` what did
    failures  what failed meanwhile, in AWS's words, and when
    """

    result: str
    group: str
    foretold: tuple[str, ...] = ()
    came: tuple[str, ...] = ()
    failures: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True)
class Known:
    """What an incident doesn't say itself.

    outcomes  what came of changes of groups, by the response's id
    name_of   what somebody is called, by their id
    link      to a message; '' where the workspace's address is not known
    """

    outcomes: Mapping[str, ChangeOutcome]
    name_of: Callable[[str], str]
    link: Link


def entries(incident: Incident, known: Known) -> tuple[Entry, ...]:
    """Everything that is known of it, in its order; a change's reason is the latest's, the others' are not kept."""
    found = [*_changes(incident), *(_response(each, known) for each in incident.responses), *_failures(incident, known)]
    for step in incident.escalated:
        who = _spoken(step.mention, known)
        found.append(Entry(step.at, Kind.ESCALATION, ESCALATED.format(minutes=step.minutes, who=who)))
    if incident.reminded_at:
        found.append(Entry(incident.reminded_at, Kind.REMINDER, REMINDED.format(count=incident.reminders)))
    if incident.released_at and not incident.acknowledged:
        found.append(Entry(incident.released_at, Kind.RESPONSE, RELEASED))
    return tuple(sorted(found, key=lambda each: each.at))


def markdown(incident: Incident, known: Known) -> str:
    """As a page; texts of AWS and of people are no markup there."""
    alarm = incident.latest
    about = {"account": escaped(alarm.account), "region": escaped(alarm.region)}
    lines = [TITLE.format(name=escaped(alarm.name)), "", span(incident), ""]
    lines += [ALARM.format(measure=f"{escaped(alarm.measure)}. " if alarm.measure else "", **about), ""]
    lines += [f"> {escaped(line)}" for line in alarm.description.splitlines() if line.strip()]
    lines += ["", *_remarks(incident, known), "", "## Timeline", ""]
    for each in entries(incident, known):
        link = LINK.format(url=each.link) if each.link else ""
        lines.append(LINE.format(at=f"{each.at:{AT}}", text=escaped(each.text)) + link)
        lines += [BELOW.format(text=escaped(more)) for more in each.more]
    if cards := [f"<{link}>" for link in links(incident, known.link)]:
        lines += ["", CARD.format(cards=", ".join(cards))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def links(incident: Incident, link: Link) -> list[str]:
    """To its cards."""
    found = (link(target.place) for target in incident.targets if target.place and target.place.ts)
    return [each for each in found if each]


def span(incident: Incident) -> str:
    """From when to when it was."""
    began, ended = f"{incident.began_at:{AT}}", incident.ended_at
    if ended is None:
        return OPEN.format(began=began)
    is_sure = took(incident) and not incident.has_gaps
    return OVER.format(began=began, ended=f"{ended:{AT}}", lasted=lasted(ended - incident.began_at, not is_sure))


def escaped(text: str) -> str:
    """Untrusted text on one line of Markdown."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _remarks(incident: Incident, known: Known) -> Iterator[str]:
    if incident.tested_by:
        yield TESTED.format(who=escaped(incident.tested_by))
    first = incident.acknowledged
    if first:
        who = escaped(first.name or known.name_of(first.user_id))
        yield ACKNOWLEDGED.format(who=who, lasted=duration(first.at - incident.began_at))
    else:
        yield NOT_ACKNOWLEDGED
    if incident.ok_missed:
        yield OK_MISSED
    if incident.has_gaps:
        yield GAPS


def _changes(incident: Incident) -> Iterator[Entry]:
    latest = incident.latest
    for change in incident.changes:
        if change.at < incident.began_at:
            continue
        words = CHANGED_QUIETLY if change.muted else CHANGED
        is_latest = (change.at, change.new) == (latest.changed_at, latest.new)
        reason = REASON.format(reason=latest.reason) if is_latest and latest.reason else ""
        old = change.old or was(latest) if is_latest else change.old or "unknown"
        yield Entry(change.at, Kind.STATE, words.format(old=old, new=change.new) + reason)


def _response(response: Response, known: Known) -> Entry:
    words = _spoken(response.words, known)
    who = known.name_of(response.user_id) if response.user_id else ""
    if who and who not in words:
        words = f"{who} {words}"
    outcome = known.outcomes.get(response.id)
    link = known.link(response.told_in) if response.told_in else ""
    if outcome is None:
        return Entry(response.at, Kind.RESPONSE, words, response.user_id, link)
    said = [(form, line) for form, lines in ((FORETOLD, outcome.foretold), (CAME, outcome.came)) for line in lines]
    more = tuple(form.format(words=EMOJI.sub("", _spoken(line, known))) for form, line in said)
    return Entry(response.at, Kind.RESPONSE, f"{words}: {outcome.result}", response.user_id, link, more)


def _failures(incident: Incident, known: Known) -> Iterator[Entry]:
    for outcome in filter(None, (known.outcomes.get(each.id) for each in incident.responses)):
        for at, words in outcome.failures:
            yield Entry(at, Kind.FAILURE, FAILED.format(group=outcome.group, words=_spoken(words, known)))


def _spoken(mrkdwn: str, known: Known) -> str:
    """As plain words, with people's names, and times as they are in UTC."""

    def who(found: re.Match[str]) -> str:
        return known.name_of(found["who"]) if found["sign"] == "@" else found["who"]

    return plain(CALLED.sub(who, mrkdwn))
