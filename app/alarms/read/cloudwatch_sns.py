"""CloudWatch's SNS message: metric, percentile, math, anomaly, composite, contributor, PromQL and log alarms."""

from __future__ import annotations

from collections.abc import Mapping

from app.alarms.read import alarm_data, datapoints, measure, rules, watch
from app.alarms.read.alarm_data import bounded
from app.alarms.read.envelopes import Record
from app.alarms.read.regions import CODE, region_code
from app.alarms.read.transition import Transition
from app.alarms.read.untrusted import instant, items, mapping, parsed, text


def recognises(body: object) -> bool:
    return {"AlarmName", "NewStateValue"} <= mapping(body).keys()


def read(record: Record) -> Transition:
    """Read one message; raises MalformedError. AlarmArn is absent before 2019, NewStateReason in PromQL alarms."""
    message = mapping(record.body)
    settings = {**message, **mapping(message.get("Trigger"))}
    reason, reason_data = message.get("NewStateReason"), mapping(parsed(message.get("NewStateReasonData")))
    identity = alarm_data.identify(
        message.get("AlarmName"), message.get("AlarmArn"), message.get("AWSAccountId"), _region(message, record.topic)
    )
    watched = watch.tested(watch.from_trigger(settings), [reason], reason_data)
    watched = watch.of_account(watched, identity.account)
    words = measure.in_words(watched) or measure.log_words(settings, watched)
    value = alarm_data.newest_value(reason, reason_data, watched.threshold)
    old, new = alarm_data.state_or_none(message.get("OldStateValue")), alarm_data.state_of(message.get("NewStateValue"))
    is_after_mute = alarm_data.is_true(message.get("ActionExecutedAfterMuteWindow"))
    actions = [*items(message.get("AlarmActions")), *items(message.get("OKActions"))]
    scaled = watch.scaled_by(actions, identity.account, identity.region)
    seen = Transition(
        arn=identity.arn,
        name=identity.name,
        account=identity.account,
        region=identity.region,
        new=new,
        changed_at=instant(message.get("StateChangeTime")),
        old=old,
        reason=bounded(rules.named(text(reason))),
        description=bounded(message.get("AlarmDescription")),
        measure=alarm_data.measured(words, message.get("AlarmContributorAttributes")),
        rule=bounded(rules.named(text(message.get("AlarmRule")))),
        children=alarm_data.children(message.get("TriggeringChildren")),
        more_children=alarm_data.more_children(message.get("TriggeringChildren")),
        groups=tuple(dict.fromkeys((*watched.groups(identity.account), *scaled)))[: alarm_data.MOST_GROUPS],
        contributor=bounded(message.get("AlarmContributorId"), alarm_data.ID_LIMIT),
        tags=alarm_data.tags(message.get("AlarmTags")),
        value=measure.with_unit(watched, value),
        points=datapoints.points_of(reason, reason_data),
        watch=alarm_data.kept(watched),
        released=alarm_data.is_release(old, new, message.get("AlarmRule")) and not is_after_mute,
        after_mute=is_after_mute,
    )
    return alarm_data.with_remarks(seen, message)


def _region(message: Mapping[str, object], topic: str) -> str:
    """Of a name that nobody knows any more (or yet), the one of the topics that it was sent to: they are at home."""
    said = text(message.get("Region"))
    topics = [topic, *map(text, items(message.get("AlarmActions"))[: watch.MOST_ACTIONS])]
    regions = (each.split(":", 4)[3] for each in topics if each.startswith("arn:") and each.count(":") >= 4)
    is_known = CODE.fullmatch(region_code(said[: alarm_data.ID_LIMIT]))
    return said if is_known else next((each for each in regions if CODE.fullmatch(each)), said)
