"""Who somebody is according to Slack, and what the guards in bellhop.toml allow them to do.

Slack's answers are cached briefly: one job asks more than once, and user groups seldom change.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, TypeVar

from app.access.guards import Attempt, Kind, Rule, Ruling, default_refusal, refusal_at_all, rules_for, ruling
from app.base.clock import Clock
from app.base.errors import BellhopError, Forbidden, Refused
from app.base.metrics import Metric
from app.base.places import place_of
from app.base.values import dataclass
from app.config.guards import Guard
from app.slack.client import Slack
from app.slack.errors import LacksScope, NoSuchChannel
from app.slack.interactions import Caller
from app.slack.messages.error_text import mentioning
from app.slack.messages.text import escape
from app.slack.person import Person

T = TypeVar("T")

PERSON_KEPT, GROUP_KEPT = 30, 300  # seconds
HANDLE = "@{handle}"
SCOPE_MISSING = (
    "Nothing was done: a rule of bellhop.toml names a user group, and Bellhop may not see who is in one. "
    "The Slack app needs the scope `usergroups:read`: update it from slack-manifest.json and install it again."
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Authority:
    """`guards` are in the file's order.

    here    the account and region that is meant where nothing else is said; `places` are others', by `prod/eu-west-1`
    """

    slack: Slack
    guards: Sequence[Guard]
    clock: Clock
    here: tuple[str, str] = ("", "")
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    _known: dict[str, tuple[float, Any]] = field(default_factory=dict)

    def person(self, caller: Caller) -> Person:
        """Who somebody is, with the user groups they are in that guards name."""
        return self._in_groups(self._person(caller), self.guards)

    def groups_of(self, user_id: str, user_groups: Iterable[str]) -> frozenset[str]:
        """Those of the user groups that somebody is in; none where Slack doesn't let Bellhop see that."""
        try:
            return frozenset(each for each in user_groups if user_id in self._members(each))
        except LacksScope:
            return frozenset()

    def refusal_at_all(self, caller: Caller, kind: Kind | None) -> str:
        """Why somebody can't change anything of a kind, whatever its name; empty if a guard might allow it."""
        person = self._person(caller)
        if not default_refusal(person):
            return ""
        return refusal_at_all(self._in_groups(person, self.guards), kind, self.guards)

    def reads_public_channels(self, user_id: str) -> bool:
        """Whether Slack lets somebody read those that they are not in: guests it does not. If it doesn't say, no."""
        try:
            return not default_refusal(self._person(Caller(user_id, "")))
        except BellhopError as problem:
            logger.warning("person not known", extra={"user": user_id, "why": str(problem)})
            return False

    def ruling(self, caller: Caller, attempt: Attempt) -> Ruling:
        """Whether somebody may do it. Slack is asked only about what this thing's guards name."""
        attempt = self._placed(attempt)
        rules = rules_for(attempt, self.guards)
        person = self._in_groups(self._person(caller), [rule.guard for rule in rules])
        guards = self._with_channel_ids(rules)
        decided = ruling(attempt, person, guards)
        if not decided.refusal or not any(rule.guard.usergroups for rule in rules):
            return decided
        return ruling(attempt, person, guards, self._names())

    def require(self, caller: Caller, attempt: Attempt, why: str = "") -> Ruling:
        """The ruling that allows it; raises Forbidden with the refusal, and `why` (mrkdwn) the guards count."""
        decided = self.ruling(caller, attempt)
        if decided.refusal:
            facts = {"user": caller.user_id, "about": f"{attempt.kind}:{attempt.name}", "rule": decided.rule}
            logger.info("refused by a guard", extra={**facts, "metrics": {Metric.REFUSALS: 1}})
            forbidden = mentioning(Forbidden, "\n".join(filter(None, (decided.refusal, why))))
            forbidden.channels = decided.channels
            raise forbidden
        return decided

    def _placed(self, attempt: Attempt) -> Attempt:
        if attempt.account:
            return attempt
        account, region = self.places.get(place_of(attempt.name), ("", "")) if place_of(attempt.name) else self.here
        return replace(attempt, account=account, region=region)

    def _person(self, caller: Caller) -> Person:
        """What the request says about their workspace counts too, unless Slack lists all of their workspaces."""
        person = self._kept(f"person {caller.user_id}", PERSON_KEPT, lambda: self.slack.person(caller.user_id))
        if caller.team_id and not person.in_organization and caller.team_id != self.slack.home().team:
            return replace(person, is_stranger=True)
        return person

    def _in_groups(self, person: Person, guards: Iterable[Guard]) -> Person:
        named = sorted({each for guard in guards for each in guard.usergroups})
        try:
            return replace(
                person, usergroups=frozenset(each for each in named if person.user_id in self._members(each))
            )
        except LacksScope:  # without the scope, waiting would leave them without an answer
            raise Refused(SCOPE_MISSING) from None

    def _members(self, user_group: str) -> frozenset[str]:
        return self._kept(f"members {user_group}", GROUP_KEPT, lambda: self.slack.members(user_group))

    def _with_channel_ids(self, rules: Iterable[Rule]) -> Sequence[Guard]:
        """All guards, so that their numbers stay; with channel ids for those that count."""
        ids = {
            rule.number: replace(rule.guard, channels=tuple(map(self._channel_id, rule.guard.channels)))
            for rule in rules
        }
        return [ids.get(number, guard) for number, guard in enumerate(self.guards, start=1)]

    def _channel_id(self, channel: str) -> str:
        """A name without a channel stays a name and matches nowhere."""

        def find() -> str:
            try:
                return self.slack.channel_id(channel)
            except NoSuchChannel:
                return channel

        return self._kept(f"channel {channel}", GROUP_KEPT, find)

    def _names(self) -> Mapping[str, str]:
        """User groups' names, as far as Slack returns them right now."""

        def find() -> dict[str, str]:
            return {each: HANDLE.format(handle=escape(handle)) for each, handle in self.slack.handles().items()}

        try:
            return self._kept("handles", GROUP_KEPT, find)
        except BellhopError as problem:
            logger.warning("user groups told by their ids", extra={"why": str(problem)})
            return {}

    def _kept(self, name: str, seconds: float, find: Callable[[], T]) -> T:
        now = self.clock().timestamp()
        until, value = self._known.get(name, (0.0, None))
        if now >= until:
            value = find()
            self._known[name] = (now + seconds, value)
        return value  # type: ignore[no-any-return]
