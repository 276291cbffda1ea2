"""Whether CloudWatch still takes mute rules: it keeps those that are over too, until somebody deletes them."""

from __future__ import annotations

from collections.abc import Iterator

from app.alarms.decide.incident import OWN_RULES
from app.base.errors import Later, Refused
from app.ops.doctor.deployed_stage import DeployedStage
from app.ops.doctor.finding import Finding, ok, warn

# CloudWatch's quota for an account and region; it can't be raised (User Guide, "Alarm mute rules", limits).
MOST = 2000
WARNED_FROM = MOST * 8 // 10

WHAT = "mute rules"
COUNTED = "{count:,} of at most {most:,} in this region; {ours:,} of Bellhop's are over"
FILLING = COUNTED + ". When the list is full, nobody can mute an alarm with a rule, in Slack or in the console"
CLEAN_UP = (
    "{over:,} of all are over (EXPIRED), and deleting those unmutes nothing: use the CloudWatch console, or "
    "aws cloudwatch delete-alarm-mute-rule. Bellhop deletes its own ({prefix}...) when their mute ends."
)
UNCOUNTED = "they could not be counted: {problem}"
ALLOW = "Only this check needs it: cloudwatch:ListAlarmMuteRules."


def look_at_mute_rules(deployed: DeployedStage) -> Iterator[Finding]:
    try:
        rules = deployed.deployment.mute_rules()
    except (Refused, Later) as problem:
        yield warn(WHAT, UNCOUNTED.format(problem=problem), ALLOW)
        return
    over = [rule for rule in rules if rule.is_over]
    ours = sum(rule.name.startswith(OWN_RULES) for rule in over)
    words = {"count": len(rules), "most": MOST, "ours": ours}
    if len(rules) < WARNED_FROM:
        yield ok(WHAT, COUNTED.format(**words))
    else:
        yield warn(WHAT, FILLING.format(**words), CLEAN_UP.format(over=len(over), prefix=OWN_RULES))
