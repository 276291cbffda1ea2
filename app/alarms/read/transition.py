"""What a source makes of a record: a CloudWatch alarm's transition, or a notice of anything else."""

from __future__ import annotations

from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum

from app.alarms.read.datapoints import Point
from app.alarms.read.severity import Result
from app.alarms.read.tested import drilled_in, who_tested
from app.alarms.read.watch import Watch
from app.base.values import dataclass


class State(StrEnum):
    """CloudWatch's three alarm states, as the API spells them; and an alarm that was deleted, which has none."""

    OK = "OK"
    ALARM = "ALARM"
    NO_DATA = "INSUFFICIENT_DATA"
    DELETED = "DELETED"

    @property
    def is_over(self) -> bool:
        """Whether an incident ends with it."""
        return self in (State.OK, State.DELETED)


@dataclass(frozen=True)
class Child:
    """An alarm that a composite alarm watches, as named in `TriggeringChildren`."""

    arn: str
    name: str
    state: str
    since: datetime | None = None


@dataclass(frozen=True)
class Transition:
    """One state change of one alarm.

    `measure` says in words what a metric alarm watches, `rule` is a composite's expression; texts are raw, not escaped.
    `groups` are the Auto Scaling groups in its dimensions. `region` is a code such as us-east-1. `watch` is what is
    measured, to draw it; `value` the newest datapoint, '' if there is none, `points` all that were told, oldest first.
    `suppressed` names why a composite's actions were suppressed (WaitPeriod, ExtensionPeriod, Alarm); `released` if it
    was in ALARM before, and only its actions are released now. `muted` if a mute rule suppressed them (EventBridge
    sends the event anyway; `muted_by` is its name), `after_mute` if they ran because the mute window ended.
    `evaluation` says that CloudWatch had trouble with it (PARTIAL_DATA, EVALUATION_ERROR), `tags_status` that its tags
    could not be sent. `log_lines` are what a log alarm counted, as far as its notification has them. `by_event` if
    EventBridge told it, which it does also while the alarm's actions are disabled. `more_children` counts those beyond
    `children`. `asked` if no notification told it: Bellhop asked CloudWatch (app/alarms/decide/answer.py).
    """

    arn: str
    name: str
    account: str
    region: str
    new: State
    changed_at: datetime
    old: State | None = None
    reason: str = ""
    description: str = ""
    measure: str = ""
    rule: str = ""
    children: tuple[Child, ...] = ()
    more_children: int = 0
    groups: tuple[str, ...] = ()
    contributor: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    value: str = ""
    points: tuple[Point, ...] = ()
    watch: Watch = field(default_factory=Watch)
    suppressed: str = ""
    released: bool = False
    muted: bool = False
    muted_by: str = ""
    muted_until: datetime | None = None
    after_mute: bool = False
    evaluation: str = ""
    tags_status: str = ""
    log_lines: tuple[str, ...] = ()
    asked: bool = False
    by_event: bool = False

    @property
    def key(self) -> str:
        """Which alarm this is: its ARN, and the contributor if a contributor changed."""
        return f"{self.arn}#{self.contributor}" if self.contributor else self.arn

    @property
    def tested_by(self) -> str:
        """Who caused it by `/forcealarm test` or a drill, '' if nobody did."""
        return who_tested(self.reason)

    @property
    def drilled_in(self) -> str:
        """The channel of the drill that caused it, '' if none did."""
        return drilled_in(self.reason)

    def muted_again(self) -> Transition:
        """Its actions ran after the mute before; that they run after the next one too is news then."""
        return replace(self, after_mute=False, asked=False) if self.after_mute else self

    def followed_by(self, new: State, at: datetime, reason: str = "", asked: bool = False) -> Transition:
        """The same alarm's next change, of which nothing more is known."""
        return Transition(
            arn=self.arn,
            name=self.name,
            account=self.account,
            region=self.region,
            new=new,
            changed_at=at,
            old=self.new,
            reason=reason,
            description=self.description,
            measure=self.measure,
            rule=self.rule,
            groups=self.groups,
            contributor=self.contributor,
            tags=self.tags,
            watch=self.watch,
            asked=asked,
        )


@dataclass(frozen=True)
class Notice:
    """Anything that isn't a transition; texts are raw, `url` is its console page.

    `rest` is JSON that tells more than the fields and the body. `severity` is what it says itself, `result` whether it
    says that something failed. `source` is what a route calls it. `account` and `region` are those that it is about,
    `told_by` the account whose message it is, if that is another. Notices with one `about` are about the same thing.
    """

    title: str
    body: str
    fields: tuple[tuple[str, str], ...] = ()
    url: str = ""
    rest: str = ""
    severity: str = ""
    result: Result = Result.NONE
    is_warning: bool = False
    source: str = ""
    account: str = ""
    region: str = ""
    told_by: str = ""
    at: datetime | None = None
    about: str = ""
