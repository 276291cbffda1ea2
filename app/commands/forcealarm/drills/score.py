"""What a drill's message says: what is set, what people did and how fast, and in the end the score. No IO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median

from slack_sdk.models.blocks import ButtonElement

from app.base.values import dataclass
from app.commands.forcealarm.buttons import stop_button
from app.commands.forcealarm.drills.drill import (
    BY_PEOPLE,
    FAILED,
    GONE,
    ITSELF,
    LEFT,
    NO_GROUP,
    OWN,
    REAL,
    REFUSED,
    RESET,
    RETURNED,
    UNSEEN,
    By,
    Drilled,
    DrilledGroup,
    Run,
)
from app.commands.forcealarm.followed import ALREADY, Followed
from app.commands.forcealarm.plan import LINE_LIMIT, counted, parted
from app.slack.messages.blocks import section
from app.slack.messages.buttons import actions
from app.slack.messages.message import Message
from app.slack.messages.text import code, cut, duration, escape, lasted, named

RUNS = (
    ":checkered_flag: The drill {name} of {user} runs{reason}: {count}, until {until} at the latest. Nobody is "
    "mentioned. `/forcealarm drill stop` ends it."
)
ENDING = ":checkered_flag: The drill {name} of {user} is over{stopped}. Bellhop puts everything back."
OVER = (
    ":checkered_flag: The drill {name} of {user} is over after {span}{reason}{stopped}: {acknowledged} of {count} "
    "acknowledged{median}."
)
STOPPED, MEDIAN = ", stopped by {user}", ", the median after {span}"
WHOLE = "Every alarm, mute and size is as it was before."
NOT_WHOLE = ":warning: Not everything is as it was before: the lines above say what, and why."
LINE = "• {name}: {words}."
WAITS, DUE = "not set yet", "set in {span}"
SET_OFF, SHOWN, NOT_SHOWN = "set to {state}", "card after {span}", "no card"
SEEN, ACKNOWLEDGED, SCALED = (
    "seen by {user} after {span}",
    "acknowledged by {user} after {span}",
    "scaled by {user} after {span}",
)
NOT_SEEN, NOT_ACKNOWLEDGED = "nobody reacted", "nobody acknowledged it"
NOT_SET = "not set: {problem}"
WAS_THERE = "not set, since it changed by itself"
WAS_GONE = "not set, since it was deleted"
NEVER = "not set, since the drill was over before"
ENDS = {
    RESET: "set back to {before} by Bellhop",
    ITSELF: "taken back to {before} by CloudWatch",
    OWN: "in a state of its own by now",
    REAL: ":rotating_light: *in ALARM for real* by now",
    GONE: "deleted meanwhile",
    FAILED: "not set back: {problem}",
}
PERSON = "• {user}: {words}."
FIRST, TOOK, BACK = "saw {count} first", "acknowledged {count} (fastest after {span})", "scaled {count} back"
PEOPLE, NO_PEOPLE = "*By person*", "Nobody reacted."
GROUP = "• {name}: {words}."
GROUP_ENDS = {
    BY_PEOPLE: "{user} scaled it back to {before} after {span}",
    RETURNED: "Bellhop set it back from {now} to {to}",
    LEFT: (
        "it is at {now}, and was at {before}. Somebody else has changed it since, or Bellhop cannot tell who did, so "
        "it was left"
    ),
    NO_GROUP: "there is no such group any more",
    REFUSED: "it is at {now}, and was at {before}. It was not set back: {problem}",
    UNSEEN: "it was at {before}. It was not set back: {problem}",
}


@dataclass(frozen=True)
class _Did:
    """What one person did."""

    first: int = 0
    took: tuple[float, ...] = ()
    back: int = 0


def message(run: Run, now: datetime, buttons: Sequence[ButtonElement] = ()) -> Message:
    """With a button that stops it; in the end with these."""
    parts = [_first(run, now), *parted([cut(each, LINE_LIMIT) for each in _lines(run, now)])]
    blocks = [section(part) for part in parts]
    row = [actions(buttons)] if buttons else [] if run.is_ending or run.is_over else [stop_button(run.id, run.name)]
    return Message("\n".join(parts), (*blocks, *row))


def _is_whole(run: Run) -> bool:
    groups_left = any(each.end in (LEFT, REFUSED, UNSEEN, NO_GROUP) for each in run.groups)
    return not (run.left or groups_left or any(each.end == FAILED for each in run.alarms))


def _first(run: Run, now: datetime) -> str:
    words = {
        "name": code(run.name),
        "user": named(run.user_id),
        "reason": f" because {escape(run.reason)}" if run.reason else "",
        "count": counted(len(run.alarms)),
        "stopped": STOPPED.format(user=named(run.stopped_by)) if run.stopped_by else "",
    }
    began, ended = run.began_at or now, run.ended_at or now
    if run.is_over:
        took = _seconds(run)
        fast = MEDIAN.format(span=_span(median(took))) if took else ""
        return OVER.format(span=lasted(ended - began), acknowledged=len(took), median=fast, **words)
    if run.is_ending:
        return ENDING.format(**words)
    until = f"<!date^{int((run.ends_at or now).timestamp())}^{{time}}|{run.ends_at or now:%H:%M} UTC>"
    return RUNS.format(until=until, **words)


def _lines(run: Run, now: datetime) -> Iterator[str]:
    yield from (LINE.format(name=code(each.alarm), words=", ".join(_words(each, run, now))) for each in run.alarms)
    if not run.is_over:
        return
    yield from filter(None, map(_group, run.groups, [run] * len(run.groups)))
    yield from _people(run)
    yield from run.left
    yield WHOLE if _is_whole(run) else NOT_WHOLE


def _words(drilled: Drilled, run: Run, now: datetime) -> Iterator[str]:
    set_at = run.set_at(drilled.alarm)
    if set_at is None:
        yield from _unset([each for each in run.steps if each.alarm == drilled.alarm], run, now)
        return
    steps = [each for each in run.steps if each.alarm == drilled.alarm and each.at]
    yield SET_OFF.format(state=" and then to ".join(each.state for each in steps))
    if drilled.shown or run.is_over:
        yield SHOWN.format(span=_after(set_at, drilled.shown)) if drilled.shown else NOT_SHOWN
    yield from _did(drilled, set_at, run.is_over)
    if drilled.end in ENDS:
        yield ENDS[drilled.end].format(before=drilled.before, problem=_in_line(drilled.problem))


def _unset(steps: Sequence[Followed], run: Run, now: datetime) -> Iterator[str]:
    problem = next((each.problem for each in steps if each.problem), "")
    due = min((each.due for each in steps if each.due and not each.end), default=None)
    if problem:
        yield NOT_SET.format(problem=_in_line(problem))
    elif any(each.end == GONE for each in steps):
        yield WAS_GONE
    elif any(each.end == ALREADY for each in steps):
        yield WAS_THERE
    elif run.is_over or run.is_ending:
        yield NEVER
    elif due and due > now:
        yield DUE.format(span=duration(due - now)) if (run.next_due or now) > now else WAITS
    else:
        yield WAITS


def _did(drilled: Drilled, since: datetime, is_over: bool) -> Iterator[str]:
    took = drilled.acknowledged
    if drilled.seen and drilled.seen != took:
        yield SEEN.format(**_by(drilled.seen, since))
    if took:
        yield ACKNOWLEDGED.format(**_by(took, since))
    if drilled.scaled:
        yield SCALED.format(**_by(drilled.scaled, since))
    if is_over and not took:
        yield NOT_ACKNOWLEDGED if drilled.seen else NOT_SEEN


def _group(group: DrilledGroup, run: Run) -> str:
    """Only of one that changed."""
    if group.end not in GROUP_ENDS or group.before is None:
        return ""
    since = run.began_at
    by = _by(group.by, since) if group.by and since else {"user": "", "span": ""}
    words = GROUP_ENDS[group.end].format(
        now=group.now, to=group.to, before=group.before.desired, problem=_in_line(group.problem), **by
    )
    return GROUP.format(name=code(group.name), words=words)


def _people(run: Run) -> Iterator[str]:
    did = _by_person(run)
    if not did:
        yield NO_PEOPLE
        return
    yield PEOPLE
    for user, each in sorted(did.items(), key=lambda pair: (-len(pair[1].took), -pair[1].first, pair[0])):
        words = [
            TOOK.format(count=len(each.took), span=_span(min(each.took))) if each.took else "",
            FIRST.format(count=each.first) if each.first else "",
            BACK.format(count=each.back) if each.back else "",
        ]
        yield PERSON.format(user=named(user), words=", ".join(filter(None, words)))


def _by_person(run: Run) -> dict[str, _Did]:
    found: dict[str, _Did] = {}
    for each in run.alarms:
        since = run.set_at(each.alarm)
        if each.seen:
            known = found.get(each.seen.user_id, _Did())
            found[each.seen.user_id] = _Did(known.first + 1, known.took, known.back)
        if each.acknowledged and since:
            known = found.get(each.acknowledged.user_id, _Did())
            took = (*known.took, _seconds_after(since, each.acknowledged.at))
            found[each.acknowledged.user_id] = _Did(known.first, took, known.back)
    for group in run.groups:
        if group.end == BY_PEOPLE and group.by:
            known = found.get(group.by.user_id, _Did())
            found[group.by.user_id] = _Did(known.first, known.took, known.back + 1)
    return found


def _in_line(sentence: str) -> str:
    """In a line that ends with a full stop of its own."""
    return sentence.rstrip(".")


def _seconds(run: Run) -> list[float]:
    times = [(run.set_at(each.alarm), each.acknowledged) for each in run.alarms]
    return [_seconds_after(since, took.at) for since, took in times if since and took]


def _by(by: By, since: datetime) -> dict[str, str]:
    return {"user": named(by.user_id), "span": _after(since, by.at)}


def _after(since: datetime, at: datetime) -> str:
    return _span(_seconds_after(since, at))


def _seconds_after(since: datetime, at: datetime) -> float:
    return max(0.0, (at - since).total_seconds())


def _span(seconds: float) -> str:
    return lasted(timedelta(seconds=seconds))
