"""What the worker runs for `/alarms tune`: reads an alarm's past, says what would have been better, and sets it.

The search and its words (app/alarms/decide/tuning, app/alarms/show/tuning.py) are loaded by whoever asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.alarms.decide.evaluation import Condition, condition_of
from app.alarms.show.series import series
from app.aws.alarm_action import Kind, action_in
from app.aws.alarm_definition import COMPOSITE, METRIC, OF_TARGET_TRACKING, Definition, definition_of, kind_of
from app.base.errors import Wrong
from app.commands.alarms.alarm_change import AlarmChange
from app.commands.alarms.buttons import TUNED, TUNED_LABEL, alarm_in
from app.commands.alarms.change_flow import GONE, make
from app.commands.alarms.find import Unclear, exactly, find
from app.commands.alarms.make.buttons import EDIT, edit_button
from app.commands.alarms.make.look import as_alarm
from app.commands.alarms.make.lookup import IS_AWS_OWN
from app.commands.alarms.make.past import words_of
from app.commands.alarms.make.subject import Subject
from app.commands.alarms.targets import require_near
from app.slack.interactions import Reply
from app.slack.messages.blocks import context, section
from app.slack.messages.buttons import actions, button, carried, carrying
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, named, ticked

if TYPE_CHECKING:
    from app.alarms.decide.incident import Incident
    from app.alarms.decide.tuning.evidence import Checked, Evidence
    from app.alarms.decide.tuning.happened import Happened
    from app.alarms.read.alarm_history import Went
    from app.aws.alarm import Alarm, HistoryItem
    from app.commands.alarms.verbs.verb import Request
    from app.listeners.operation import Operation
    from app.listeners.services import Services
    from app.slack.interactions import ButtonClick

WHICH_ALARM = "Which alarm? Try `/alarms tune ALARM`."
WHICH = "{why} {names}"
MOVED = "Somebody has changed the alarm {name} since. Nothing was done. Ask for `/alarms tune` again."
ALREADY = "The alarm {name} is set like that already. Nothing was done."
LOSES = (
    "After what has happened since, that would lose an alarm that somebody acted on, or can't be replayed. Nothing was "
    "done. Ask for `/alarms tune` again."
)
OLDER = "This button is from another version of Bellhop, so nothing was done. Ask for `/alarms tune` again."
SET = ":wrench: {user} tuned the alarm {name} to: {words}. Before: {before}. {why}"
WHY = "It went off {now} in {span}; so it would have gone off {then}."

IS_COMPOSITE = "{name} is a composite alarm: it has a rule and nothing to tune. Tune the alarms that it watches."
NOT_KEPT = "{name} goes by a log query or PromQL, of which CloudWatch keeps no values, so Bellhop can't replay it."
BAND = "{name} is compared with a band that moves, of which CloudWatch keeps no values, so Bellhop can't replay it."
UNREADABLE = (
    "{name} compares what Bellhop can't replay: another account's metric, a query for many series, or too many metrics."
)
CLOCK = "{name} is evaluated by windows of the clock, which Bellhop can't replay."
TOO_FINE = "{name} looks at periods of {period} s, which CloudWatch keeps for three hours only. That is too little."
ACTS = (
    "{name} scales, stops or runs something by itself each time it goes off. A change would change that too, so "
    "Bellhop suggests nothing."
)
IS_READ = "The composite alarm {parent} reads {name}. A change would change that one too, so Bellhop suggests nothing."

# CloudWatch keeps an alarm's history for 30 days, and values of a minute for 15, of five minutes for 63 (its API
# reference, DescribeAlarmHistory and GetMetricData); time passes until it is asked.
KEPT_HISTORY, KEPT_FINE = timedelta(days=30), timedelta(days=14, hours=23)
MINUTE, FIVE_MINUTES = 60, 300
AROUND = timedelta(hours=3)  # of what is replayed for one time, that it can be found
HISTORY_PAGES = 10
ALL_HISTORY = "as long as CloudWatch keeps an alarm's history"
ALL_VALUES = "as long as CloudWatch keeps values of this length"
ALL_READ = "as far back as Bellhop reads its history"
ALL_SET = "since somebody last changed the alarm"

DATAPOINTS, PERIODS, THRESHOLD, MISSING = "DatapointsToAlarm", "EvaluationPeriods", "Threshold", "TreatMissingData"
ACTING = (Kind.POLICY, Kind.INSTANCE, Kind.FUNCTION)
QUERIES_MANY = ("SELECT ", "SEARCH(")


def ask(request: Request, services: Services) -> Reply:
    """The plan, with a button that carries it out; or one sentence why there is none."""
    if not request.rest:
        raise Wrong(WHICH_ALARM)
    if request.arn:
        require_near(request.arn, services)
    try:
        alarm = exactly(request.rest, services.cloudwatch) or find(request.rest, services.cloudwatch)
    except Unclear as unclear:
        names = ", ".join(ticked(each.name) for each in unclear.alarms)
        raise Wrong(WHICH.format(why=unclear, names=names)) from None
    return _told(alarm, services)


def ask_pressed(click: ButtonClick, services: Services) -> Reply:
    return _told(_alarm(alarm_in(click.value), services), services)


def set_it(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """What the button says, if that still loses nothing; one message, with Undo."""
    name, given = alarm_in(click.value), carried(click.value) or {}

    def decide() -> tuple[AlarmChange, str]:
        from app.alarms.decide.tuning.trial import Trial
        from app.alarms.show.tuning import spanned, times

        before = definition_of(_alarm(name, services).item)
        if _mark(name, before) != given.get("mark"):
            now = condition_of(before)
            is_set = now is not None and _condition(given, now) == now
            raise Wrong((ALREADY if is_set else MOVED).format(name=ticked(name)))
        evidence, _ = _evidence(_alarm(name, services), services)
        condition = _condition(given, evidence.condition)
        checked = Trial(evidence).still(condition)
        if checked is None:
            raise Wrong(LOSES)
        after = _after(before, evidence.condition, checked)
        words = {
            "user": named(click.caller.user_id),
            "name": code(name),
            "words": words_of(as_alarm(after, services)),
            "before": words_of(as_alarm(before, services)),
        }
        why = WHY.format(now=times(len(evidence.times)), span=spanned(evidence), then=times(checked.went_off))
        return AlarmChange(before=before, after=after), SET.format(why=why, **words)

    return make(name, decide, click.caller, services, operation)


def _told(alarm: Alarm, services: Services) -> Reply:
    from app.alarms.decide.tuning.search import tune
    from app.alarms.show.tuning import BEFORE_ALL, foot, head

    if refusal := _refusal(alarm, services):
        return Reply(sentence(refusal))
    evidence, why = _evidence(alarm, services)
    found = tune(evidence)
    said = head(code(alarm.name), evidence, found, why)
    if found.why in BEFORE_ALL:
        return Reply(sentence(" ".join(said)))
    small = foot(evidence, found, why)
    blocks = [section("\n".join(said))]
    if found.suggested:
        value = _value(alarm.name, definition_of(alarm.item), found.suggested.condition)
        row = [button(TUNED_LABEL, TUNED, value, alarm.name, "primary"), edit_button(alarm.name)]
        return Reply(Message("\n".join([*said, small]), (*blocks, context(small), actions(row))), asks=True)
    return Reply(Message("\n".join([*said, small]), (*blocks, context(small))))


def _refusal(alarm: Alarm, services: Services) -> str:
    """Why it can't be tuned at all, in a sentence; '' if it can."""
    definition, name = definition_of(alarm.item), code(alarm.name)
    if kind_of(alarm.item) != METRIC or "EvaluationCriteria" in definition:
        return (IS_COMPOSITE if kind_of(alarm.item) == COMPOSITE else NOT_KEPT).format(name=name)
    if alarm.name.startswith(OF_TARGET_TRACKING):
        return IS_AWS_OWN.format(name=name)
    condition = condition_of(definition)
    if condition is None:
        return BAND.format(name=name)
    expressions = [str(query.get("Expression", "")).upper() for query in definition.get("Metrics", [])]
    is_many = any(word in each for each in expressions for word in QUERIES_MANY)
    if is_many or series(as_alarm(definition, services)) is None:
        return UNREADABLE.format(name=name)
    if "WallClockWindow" in (definition.get("EvaluationWindow") or {}):
        return CLOCK.format(name=name)
    if condition.period < MINUTE:
        return TOO_FINE.format(name=name, period=condition.period)
    if _acts(alarm, services):
        return ACTS.format(name=name)
    parents = services.cloudwatch.parents(alarm.name)
    return IS_READ.format(name=name, parent=code(parents[0])) if parents else ""


def _acts(alarm: Alarm, services: Services) -> bool:
    """Whether it does more than tell somebody; a function may be Bellhop's own."""
    arns = {arn for state in alarm.actions.values() for arn in state} - services.home.listeners
    return any(action_in(arn).kind in ACTING for arn in arns)


def _evidence(alarm: Alarm, services: Services) -> tuple[Evidence, str]:
    """At most sixteen calls to CloudWatch, mostly two; and one to the table for a hundred incidents."""
    from app.alarms.decide.tuning.evidence import Before, Evidence
    from app.alarms.decide.tuning.happened import acted_on_no_data, happened
    from app.alarms.decide.tuning.replay import Replay
    from app.alarms.read.alarm_history import went_in

    definition, now = definition_of(alarm.item), services.clock()
    condition, asked = condition_of(definition), series(as_alarm(definition, services))
    if condition is None or asked is None:
        raise Wrong(MOVED.format(name=ticked(alarm.name)))
    items, is_whole = services.cloudwatch.past(alarm.name, now - KEPT_HISTORY, HISTORY_PAGES)
    oldest = None if is_whole else items[-1].at
    since, why = _since(alarm, condition, oldest, now)
    start, end = _in_periods(since, condition), _in_periods(now, condition)
    history = went_in(items)
    incidents = [each for each in _incidents(alarm, history, items, services) if not each.tested_by]
    times, is_blind = happened(history, incidents), acted_on_no_data(history, incidents, start)
    inside = tuple(each for each in times if each.begun >= start)
    earlier, begin = _acted_before(times, start, condition, now)
    reach = timedelta(seconds=condition.range * condition.period)
    read_from = max(begin - reach, now - KEPT_FINE) if condition.period % FIVE_MINUTES else begin - reach
    values = services.cloudwatch.values(asked.queries, read_from, end)
    may_treat = definition.get(MISSING, "missing") == condition.missing
    replay = Replay(values, condition, start, end)
    before = Before(earlier, Replay(values, condition, begin, min(end, start + AROUND))) if earlier else None
    return Evidence(replay, condition, start, end, inside, may_treat, is_blind, before), why


def _acted_before(
    times: Sequence[Happened], start: datetime, condition: Condition, now: datetime
) -> tuple[tuple[Happened, ...], datetime]:
    """What somebody acted on before `start`, as far as there are values, and from when on to replay."""
    kept = now - (KEPT_FINE if condition.period % FIVE_MINUTES else KEPT_HISTORY)
    found = tuple(each for each in times if each.acted_at and kept <= each.begun < start)
    return found, max(kept, _in_periods(found[0].begun - AROUND, condition)) if found else start


def _since(alarm: Alarm, condition: Condition, oldest: datetime | None, now: datetime) -> tuple[datetime, str]:
    """The latest of all that a replay can't go beyond, and in words what that is."""
    found = [(now - KEPT_HISTORY, ALL_HISTORY)]
    if condition.period % FIVE_MINUTES:
        found.append((now - KEPT_FINE, ALL_VALUES))
    if configured := alarm.item.get("AlarmConfigurationUpdatedTimestamp"):
        found.append((configured, ALL_SET))
    if oldest:
        found.append((oldest, ALL_READ))
    return max(found)


def _incidents(
    alarm: Alarm, history: Sequence[Went], items: Sequence[HistoryItem], services: Services
) -> Sequence[Incident]:
    """Those that are still stored."""
    from app.alarms.decide.tuning.happened import incident_ids
    from app.alarms.read.alarm_history import published_in

    seen = as_alarm(definition_of(alarm.item), services)
    last = services.processor.last_of(seen)
    ids = incident_ids(seen, history, published_in(items, seen.arn), last)
    return services.processor.incidents.find_many(ids)


def _alarm(name: str, services: Services) -> Alarm:
    found = services.cloudwatch.named([name]) if name else ()
    if not found:
        raise Wrong(GONE.format(name=ticked(name)))
    return found[0]


def _value(name: str, before: Definition, condition: Condition) -> str:
    setting = {"m": condition.datapoints, "n": condition.periods, "t": condition.threshold, "d": condition.missing}
    return carrying({"alarm": name, "mark": _mark(name, before), **setting})


def _condition(given: dict[str, Any], now: Condition) -> Condition:
    from app.alarms.decide.evaluation import Missing

    try:
        datapoints, periods, missing = int(given["m"]), int(given["n"]), Missing(given["d"])
        found = replace(now, datapoints=datapoints, periods=periods, threshold=float(given["t"]), missing=missing)
    except (KeyError, TypeError, ValueError):
        raise Wrong(OLDER) from None
    if not 0 < datapoints <= periods:
        raise Wrong(OLDER)
    return found


def _after(before: Definition, now: Condition, checked: Checked) -> Definition:
    """Only what differs is put."""
    new = checked.condition
    treated = {MISSING: str(new.missing)} if new.missing != now.missing else {}
    level = {THRESHOLD: new.threshold} if new.threshold != now.threshold else {}
    return {**before, DATAPOINTS: new.datapoints, PERIODS: new.periods, **level, **treated}


def _in_periods(at: datetime, condition: Condition) -> datetime:
    return datetime.fromtimestamp(int(at.timestamp()) // condition.period * condition.period, at.tzinfo)


def _mark(name: str, before: Definition) -> str:
    return Subject({EDIT: name}, name, "", before=before).mark
