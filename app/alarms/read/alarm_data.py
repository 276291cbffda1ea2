"""The parts of an alarm that all formats share, and the format of EventBridge and the direct Lambda action."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from app.alarms.read import datapoints, measure, rules, watch
from app.alarms.read.log_lines import lines_of
from app.alarms.read.regions import build_arn, parse_arn, region_code
from app.alarms.read.transition import Child, State, Transition
from app.alarms.read.untrusted import (
    MalformedError,
    anycase,
    figure,
    instant,
    instant_or_none,
    items,
    mapping,
    parsed,
    text,
)
from app.base.values import dataclass

# CloudWatch's own limits (its API reference), or above what a card shows: whoever publishes, in whichever script, a
# transition takes less than 100 KB of an item's 400 KB. In bytes of JSON, except NAME_LIMIT.
NAME_LIMIT = 255
TAGS_LIMIT = 50
TAG_NAME_LIMIT, TAG_LIMIT = 128, 256
ARN_LIMIT = 1600
ID_LIMIT = 256
TEXT_LIMIT = 5_500
STATE_LIMIT = 64
WATCH_LIMIT = 16_000
CHILDREN_LIMIT = 24_000
MOST_CHILDREN = 100
MOST_GROUPS = 10
MOST_LOG_LINES, LOG_LINE_LIMIT = 20, 300  # about what one block shows
WELL = ("SUCCESS", "OK", "NORMAL")

# "3 out of the last 3 datapoints [93.2 (10/11/26 02:43:00), ..." has the newest first.
DATAPOINT = re.compile(r"\[(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?) \(")
ELLIPSIS = "…"
TWO_OWNERS = "its ARN is of account {owner}, but it came from account {other}"


@dataclass(frozen=True)
class Identity:
    """Which alarm: its ARN wins over the fields beside it, and is built from them if it is missing or none."""

    arn: str
    name: str
    account: str
    region: str


def identify(name: object, arn: object, account: object, region: object) -> Identity:
    """Raises MalformedError if there is no usable name; `region` may be a display name."""
    given = text(arn) if len(text(arn)) <= ARN_LIMIT else ""
    stated = parse_arn(given)
    for called in (text(name), stated.name or text(name)):
        if not called.strip():
            raise MalformedError("it names no alarm")
        if len(called) > NAME_LIMIT:
            raise MalformedError(f"its name has {len(called)} characters, and an alarm's has at most {NAME_LIMIT}")
    where = stated.region or region_code(bounded(region, ID_LIMIT))
    owner = stated.account or bounded(account, ID_LIMIT)
    if stated.account and bounded(account, ID_LIMIT) not in ("", stated.account):
        raise MalformedError(TWO_OWNERS.format(owner=owner, other=bounded(account, ID_LIMIT)))
    whole = given if stated.name else build_arn(where, owner, called)
    return Identity(arn=whole, name=called, account=owner, region=where)


def transition(data: Mapping[str, object], arn: str, account: str, region: str) -> Transition:
    """Read `{alarmName, state, previousState, configuration, alarmContributor?}`; raises MalformedError."""
    state = mapping(data.get("state"))
    configuration = mapping(data.get("configuration"))
    contributor = mapping(data.get("alarmContributor"))
    reason_data, previous = mapping(parsed(state.get("reasonData"))), mapping(data.get("previousState"))
    identity = identify(data.get("alarmName"), arn, account, region)
    configured = watch.of_account(watch.from_configuration(configuration, state.get("reasonData")), identity.account)
    watched = watch.tested(configured, (state.get("reason"), previous.get("reason")), reason_data)
    words = measure.in_words(watched) or measure.log_words(configuration, watched)
    old, new = state_or_none(previous.get("value")), state_of(state.get("value"))
    mute_detail = mapping(data.get("muteDetail")) or mapping(state.get("muteDetail"))
    seen = Transition(
        arn=identity.arn,
        name=identity.name,
        account=identity.account,
        region=identity.region,
        new=new,
        changed_at=instant(state.get("timestamp")),
        old=old,
        reason=bounded(rules.named(text(state.get("reason")))),
        description=bounded(configuration.get("description")),
        measure=measured(words, contributor.get("attributes")),
        rule=bounded(rules.named(text(configuration.get("alarmRule")))),
        children=children(reason_data.get("triggeringAlarms")),
        more_children=more_children(reason_data.get("triggeringAlarms")),
        groups=watched.groups(identity.account)[:MOST_GROUPS],
        contributor=bounded(contributor.get("id"), ID_LIMIT),
        tags=tags(data.get("alarmTags")),
        value=measure.with_unit(watched, newest_value(state.get("reason"), reason_data, watched.threshold)),
        points=datapoints.points_of(state.get("reason"), reason_data),
        watch=kept(watched),
        suppressed=bounded(state.get("actionsSuppressedBy"), STATE_LIMIT),
        released=is_release(old, new, configuration.get("alarmRule")),
        muted=bool(mute_detail),
        muted_by=bounded(text(mute_detail.get("mutedByArn")).rpartition(":")[2], ID_LIMIT),
        muted_until=instant_or_none(mute_detail.get("muteWindowEnd")),
        after_mute=is_true(data.get("actionExecutedAfterMuteWindow")),
    )
    return with_remarks(seen, data, state, configuration)


def newest_value(reason: object, reason_data: Mapping[str, object], threshold: str = "") -> str:
    """The newest datapoint, as CloudWatch writes it into its reason; '' if there is none.

    Four digits are enough to read, unless they make it equal to the threshold that it crossed.
    """
    found = DATAPOINT.search(text(reason)[: watch.REASON_LIMIT])
    recent = [text(each) for each in items(reason_data.get("recentDatapoints"))]
    written = found[1] if found else next((each for each in reversed(recent) if each), "")
    try:
        number = float(written) if written else math.nan
    except ValueError:
        return ""
    if not math.isfinite(number):
        return ""
    if abs(number) >= 1000:
        return figure(float(f"{number:.0f}"))
    short = figure(float(f"{number:.4g}"))
    return short if short != threshold else figure(number)


def with_remarks(seen: Transition, *sources: Mapping[str, object]) -> Transition:
    """With what CloudWatch says about its own evaluation and the tags, if not all went well; and with log lines."""
    return replace(
        seen,
        evaluation=_remark("EvaluationState", sources),
        tags_status=_remark("AlarmTagsStatus", sources),
        log_lines=tuple(bounded(line, LOG_LINE_LIMIT) for line in itertools.islice(lines_of(*sources), MOST_LOG_LINES)),
    )


def _remark(name: str, sources: Sequence[Mapping[str, object]]) -> str:
    said = next(filter(None, (text(anycase(each, name)) for each in sources)), "")
    return "" if said in WELL else bounded(said, STATE_LIMIT)


def tags(value: object) -> tuple[tuple[str, str], ...]:
    """`AlarmTags` of SNS, [{Key, Value}], or `alarmTags` of EventBridge, a map."""
    listed = [(mapping(each).get("Key"), mapping(each).get("Value")) for each in items(value)]
    pairs = [*listed, *mapping(value).items()]
    found = ((bounded(name, TAG_NAME_LIMIT), bounded(each, TAG_LIMIT)) for name, each in pairs)
    return tuple(itertools.islice((pair for pair in found if pair[0]), TAGS_LIMIT))


def kept(watched: watch.Watch) -> watch.Watch:
    """What is watched, to be drawn later; nothing if it is larger than GetMetricWidgetImage accepts."""
    is_small = len(json.dumps(asdict(watched), ensure_ascii=False).encode(errors="surrogatepass")) <= WATCH_LIMIT
    return watched if is_small else watch.Watch()


def is_true(value: object) -> bool:
    """AWS writes booleans as JSON's own, and sometimes as text."""
    return value is True or (isinstance(value, str) and value.casefold() == "true")


def bounded(value: object, limit: int = TEXT_LIMIT) -> str:
    """The text within `limit` bytes of JSON; an ellipsis marks the cut."""
    whole = text(value)
    short = whole[:limit]
    while (excess := _size(short) - limit + _size(ELLIPSIS) * (short != whole)) > 0:
        short = short[: -max(1, excess // 4)]  # no character has more than four bytes
    return short if short == whole else short + ELLIPSIS


def _size(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2


def state_of(value: object) -> State:
    state = state_or_none(value)
    if state is None:
        raise MalformedError(f"{bounded(value, ID_LIMIT) or 'nothing'!r} is not a state of an alarm")
    return state


def state_or_none(value: object) -> State | None:
    """One of CloudWatch's own; DELETED is a word of ours."""
    return next((state for state in State if state == value and state is not State.DELETED), None)


def measured(words: str, attributes: object) -> str:
    """What is watched, and for which of the alarm's contributors it changed."""
    return bounded("; changed for ".join(filter(None, (words, measure.contributor_words(attributes)))))


def children(value: object) -> tuple[Child, ...]:
    """`TriggeringChildren` of SNS, `triggeringAlarms` of reasonData: [{Arn, State: {Value, Timestamp}}] or ARNs."""
    found = [child for child in map(_child, items(value)[:MOST_CHILDREN]) if child.arn]
    share = CHILDREN_LIMIT // 2 // max(1, len(found))
    return tuple(replace(child, arn=bounded(child.arn, share), name=bounded(child.name, share)) for child in found)


def more_children(value: object) -> int:
    """How many there are beyond the ones that are kept."""
    return max(0, len(items(value)) - MOST_CHILDREN)


def is_release(old: State | None, new: State, rule: object) -> bool:
    """Whether a composite alarm's suppressed actions are released; nothing else goes from ALARM to ALARM."""
    return old is new is State.ALARM and bool(text(rule))


def _child(value: object) -> Child:
    fields = {key.casefold(): each for key, each in mapping(value).items()}
    state = {key.casefold(): each for key, each in mapping(fields.get("state")).items()}
    arn = bounded(fields.get("arn"), ARN_LIMIT) or bounded(value, ARN_LIMIT)
    since = instant_or_none(state.get("timestamp"))
    return Child(arn=arn, name=parse_arn(arn).name or arn, state=bounded(state.get("value"), STATE_LIMIT), since=since)
