"""How one Auto Scaling group looks in Slack: its card, and the card of its instance refresh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from slack_sdk.models.blocks import ButtonElement

from app.alarms.read.regions import group_url, service_url
from app.aws.alarm import Alarm
from app.aws.scaling import Activity, Group, Refresh
from app.base.values import dataclass
from app.commands.scale.buttons import do_button, undo_button
from app.commands.scale.failures import are_short, short_reason
from app.commands.scale.helpful import awss_words_button, exactly_of, refresh_buttons, resume_button
from app.commands.scale.log import line as change_line
from app.commands.scale.logged_change import Change
from app.commands.scale.progress import bar, can_be_undone
from app.commands.scale.request.parse import typed
from app.commands.scale.snapshot import Snapshot
from app.commands.scale.verbs import refresh as refresh_verb
from app.commands.scale.verbs.look import History
from app.commands.scale.words import action_words, counted, group_line
from app.scaling.words import ECS, prefix_of, words_for
from app.slack.messages.blocks import context, section
from app.slack.messages.buttons import actions, scale_button
from app.slack.messages.message import Message
from app.slack.messages.text import code, escape, moment, shorten

INSTANCES = "`{bar}` {states}{zones}{unhealthy}"
NONE = "no {many}"
ZONES = " · {zones}"
UNHEALTHY = " · :broken_heart: {count} unhealthy"
PROTECTED = ":lock: {count} protected from scale-in."
OPERATOR = ":lock: Managed by {operator}. Only that service can change it."
SUSPENDED = ":warning: Suspended: {processes}. {scaler} does not run these until somebody resumes them."
NOTE = ":warning: {note}"
WARM_POOL = "Warm pool: {size} {state}."
REFRESH = ":arrows_counterclockwise: Instance refresh {status}: {percent}%, {left} to go."
POLICIES = "*{title}*: {policies}"
POLICY, SEVERAL_POLICIES = "Scaling policy", "Scaling policies"
DISABLED = " (disabled)"
SCHEDULED = "*Scheduled*: {actions}"
ALARMS = "*Alarms*: {alarms}"
PERHAPS_MORE = "perhaps more: this account has too many alarms to read them all"
CALM = {"OK": "{count} OK", "INSUFFICIENT_DATA": "{count} without data"}
ACTIVITIES = "*Latest activities*"
ACTIVITY = "{sign} {at}  {what}"
ACTIVITY_SIGNS = {"Failed": ":x:", "Cancelled": ":no_entry_sign:"}
CONSOLE = "<{url}|Console> · {hint}"
LAST_CHANGE = "*Last change by Bellhop*: {line}"
CARD_HINT = "`/scale {name} {size}` or `/scale {name} {step}` changes it; `/scale help` shows the rest."
FIXED_HINT = "Min and max are the same, so there is no other size. `/scale {name} max=N` changes that."
MORE = " and {count} more"

NO_REFRESH = "*{group}* has had no instance refresh in the last six weeks."
REFRESH_CARD = "*{group}*: instance refresh *{status}*, {percent}%, {left} to go{since}.{reason}"
SINCE = ", started at {at}"
START_LABEL, HISTORY_LABEL = "Start refresh", "History"
START_HINT = "A refresh replaces every instance, a few at a time."

RED = ":red_circle:"
MOST_SHOWN = 3
MOST_ALARMS = 6


@dataclass(frozen=True)
class Around:
    """What else matters for a group: alarms tied to it (not all if there may be `more`), and Bellhop's last change."""

    alarms: tuple[Alarm, ...] = ()
    newest: Change | None = None
    more: bool = False


def group_card(snapshot: Snapshot, around: Around, mark: str) -> Message:
    """`mark` names the operation, for buttons that work once."""
    lines = [*_group_lines(snapshot.group), *_snapshot_lines(snapshot), *_around_lines(snapshot, around)]
    activities = [_activity(activity) for activity in snapshot.activities[:MOST_SHOWN]]
    if activities:
        lines += [ACTIVITIES, *activities]
    text, hint = "\n".join(lines), _hint(snapshot.group)
    url = _console(snapshot.group)
    if url:
        hint = CONSOLE.format(url=url, hint=hint)
    buttons = actions(_buttons(snapshot, around, mark))
    return Message(f"{text}\n{hint}", (section(text), buttons, context(hint)))


def _console(group: Group) -> str:
    if prefix_of(group.name) == ECS:
        cluster, _, service = group.name.removeprefix(ECS).partition("/")
        return service_url(group.region, cluster, service)
    if prefix_of(group.name):
        return ""
    return group_url(group.region, group.name)


def refresh_card(snapshot: Snapshot, mark: str) -> Message:
    group, newest = snapshot.group.name, snapshot.refreshes[0] if snapshot.refreshes else None
    text = _refresh_words(group, newest) if newest else NO_REFRESH.format(group=escape(group))
    hint = () if snapshot.refresh else (context(START_HINT),)
    spoken = text if snapshot.refresh else f"{text}\n{START_HINT}"
    if snapshot.refresh:
        buttons = refresh_buttons(snapshot.refresh, snapshot.group, mark)
    else:
        buttons = [do_button(START_LABEL, mark, exactly_of(refresh_verb.Refresh("start"), snapshot.group))]
    return Message(spoken, (section(text), *hint, actions(buttons)))


def _refresh_words(group: str, refresh: Refresh) -> str:
    return REFRESH_CARD.format(
        group=escape(group),
        status=escape(refresh.status),
        percent=refresh.percent,
        left=refresh.left,
        since=SINCE.format(at=moment(refresh.started)) if refresh.started else "",
        reason=f" {escape(shorten(refresh.reason, 300))}" if refresh.reason else "",
    )


def _group_lines(group: Group) -> Iterator[str]:
    yield group_line(group)
    yield _instances(group)
    protected = sum(each.is_protected for each in group.instances)
    if protected:
        yield PROTECTED.format(count=protected)
    if group.operator:
        yield OPERATOR.format(operator=code(group.operator))
    if group.suspended:
        processes = ", ".join(map(code, group.suspended))
        yield SUSPENDED.format(processes=processes, scaler=words_for(group.name).scaler)
    yield from (NOTE.format(note=escape(note)) for note in group.notes)
    if group.warm_pool:
        yield WARM_POOL.format(size=group.warm_pool.size, state=escape(group.warm_pool.state))


def _instances(group: Group) -> str:
    words = words_for(group.name)
    zones = Counter(each.zone for each in group.instances if each.zone)
    unhealthy = sum(not each.is_healthy for each in group.instances)
    return INSTANCES.format(
        bar=bar(group.in_service, group.desired),
        states=_counted(counted(group.instances, words)) or NONE.format(many=words.many),
        zones=ZONES.format(zones=_counted(zones)) if zones else "",
        unhealthy=UNHEALTHY.format(count=unhealthy) if unhealthy else "",
    )


def _snapshot_lines(snapshot: Snapshot) -> Iterator[str]:
    if snapshot.refresh:
        running = snapshot.refresh
        status = escape(running.status)
        yield REFRESH.format(status=status, percent=running.percent, left=running.left)
    if snapshot.policies:
        policies = [code(policy.name) + ("" if policy.is_enabled else DISABLED) for policy in snapshot.policies]
        title = POLICY if len(policies) == 1 else SEVERAL_POLICIES
        yield POLICIES.format(title=title, policies=_some(policies, MOST_SHOWN))
    if snapshot.scheduled:
        actions = [action_words(action) for action in snapshot.scheduled]
        yield SCHEDULED.format(actions=_some(actions, MOST_SHOWN))


def _around_lines(snapshot: Snapshot, around: Around) -> Iterator[str]:
    own = {name for policy in snapshot.policies if policy.is_tracking for name in policy.alarms}
    alarms = [alarm for alarm in around.alarms if alarm.name not in own]  # those do not tell people anything
    if alarms:
        more = [PERHAPS_MORE] if around.more else []
        yield ALARMS.format(alarms=" · ".join([*_alarm_words(alarms), *more]))
    if around.newest:
        yield LAST_CHANGE.format(line=change_line(around.newest))


def _alarm_words(alarms: list[Alarm]) -> Iterator[str]:
    """Those in ALARM by name, and how many are not."""
    red = sorted(alarm.name for alarm in alarms if alarm.state == "ALARM")
    if red:
        yield _some([f"{RED} {code(name)}" for name in red], MOST_ALARMS)
    counted = Counter(alarm.state for alarm in alarms)
    yield from (text.format(count=counted[state]) for state, text in CALM.items() if counted[state])


def _activity(activity: Activity) -> str:
    what = short_reason(activity) if activity.has_failed else escape(shorten(activity.description, 150))
    return ACTIVITY.format(sign=_sign(activity), at=moment(activity.started), what=what or escape(activity.status))


def _sign(activity: Activity) -> str:
    if activity.ended is None:
        return ":hourglass_flowing_sand:"
    return ACTIVITY_SIGNS.get(activity.status, ":heavy_check_mark:")


def _buttons(snapshot: Snapshot, around: Around, mark: str) -> list[ButtonElement]:
    group = snapshot.group
    scale = [scale_button(group.name, arn=group.arn)] if not group.operator else []
    running = refresh_buttons(snapshot.refresh, group, mark) if snapshot.refresh and not group.operator else []
    resume = [resume_button(group.suspended, group, mark)] if group.suspended and not group.operator else []
    undo = []
    if around.newest and can_be_undone(around.newest) and around.newest.after == group.capacity:
        undo = [undo_button(around.newest.id, group.name, around.newest.arn)]
    words = [awss_words_button(mark, group)] if are_short(_failed(snapshot)) else []
    history = do_button(HISTORY_LABEL, mark, exactly_of(History(), group))
    return [*scale, *running, *resume, *undo, *words, history]


def _failed(snapshot: Snapshot) -> list[Activity]:
    return [activity for activity in snapshot.activities[:MOST_SHOWN] if activity.has_failed]


def _hint(group: Group) -> str:
    """Examples that Auto Scaling would accept: one more, or one fewer at the maximum."""
    name = escape(typed(group.name))
    if group.minimum == group.maximum:
        return FIXED_HINT.format(name=name)
    step = 1 if group.desired < group.maximum else -1
    return CARD_HINT.format(name=name, size=group.desired + step, step=f"{step:+d}")


def _counted(counted: Counter[str]) -> str:
    return ", ".join(f"{count} {escape(name)}" for name, count in sorted(counted.items()))


def _some(parts: list[str], most: int) -> str:
    more = MORE.format(count=len(parts) - most) if len(parts) > most else ""
    return ", ".join(parts[:most]) + more
