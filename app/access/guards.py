"""Who can act: the guards of bellhop.toml applied to a person and an attempt. No IO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from app.base.places import local
from app.base.values import dataclass
from app.config.guards import Guard
from app.config.tables import is_meant
from app.slack.messages.rules import OR, channel_links, limits_of, rule_line, rule_name, who_may
from app.slack.messages.text import code
from app.slack.person import Person

Kind = Literal["group", "alarm"]

GUEST = "You are a guest in this workspace, and guests may only look. Ask a full member to do it."
STRANGER = "You belong to another workspace, and people of other workspaces may only look. Ask a member of this one."
GONE = "Your account in this workspace is deactivated, so nothing was done."

NOT_LET = "Nothing was done: no rule for the {kind} {name} lets you do that here."
MORE_RULES = "• and {count} more rules in bellhop.toml"
ELSEWHERE = "You may do it in {channels}."
ASK_THEM = "Ask one of those who may."
TOO_FAR = "Nothing was done: {rule} lets you set{limits}.{nearest}"
NEAREST = " From {before}, {value} would be let through."
NOT_THAT = "Nothing was done: {rule} lets you only {acts} here."
ASK_FOR_THAT = "Ask {who} ({rule})."
ASK_FOR_IT = "For {after} ask {who} ({rule})."

MOST_RULES = 5


@dataclass(frozen=True)
class Attempt:
    """What somebody wants to change, and where; `before` and `after` are sizes, if it has sizes.

    act  what is done to an alarm, one of the words of `may`
    account, region  where it is, if that is not where its name, or whoever is asked, says
    """

    kind: Kind
    name: str
    channel: str
    before: int | None = None
    after: int | None = None
    act: str = "acknowledge"
    account: str = ""
    region: str = ""

    @property
    def step(self) -> int | None:
        """How many instances more or fewer."""
        return None if self.before is None or self.after is None else abs(self.after - self.before)


@dataclass(frozen=True)
class Ruling:
    """With an empty `refusal` it is allowed, by `rule`, after a confirmation or that many approvals.

    A refusal is only for the person who asked: it mentions people, and others would see the mention.

    channels  the ids of those in which the same person may do it
    """

    refusal: str = ""
    confirm: bool = False
    approvals: int = 0
    rule: str = ""
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A guard with its place in the file."""

    number: int
    guard: Guard

    def __str__(self) -> str:
        return rule_name(self.number, self.guard)

    def is_for(self, attempt: Attempt) -> bool:
        """Whether its glob matches, or is the name itself: `web-[1]` guards a group of that name too, anywhere."""
        glob = self.guard.group if attempt.kind == "group" else self.guard.alarm
        names = (attempt.name, local(attempt.name))
        if not _is_among(attempt.account, self.guard.account) or not _is_among(attempt.region, self.guard.region):
            return False
        return bool(glob) and any(is_meant(name, glob) for name in names)

    def names(self, person: Person) -> bool:
        return person.user_id in self.guard.users or not person.usergroups.isdisjoint(self.guard.usergroups)

    def fits(self, person: Person) -> bool:
        """A guard without names fits every full member."""
        if self.guard.users or self.guard.usergroups:
            return self.names(person)
        return not default_refusal(person)

    def is_in(self, channel: str) -> bool:
        return not self.guard.channels or channel in self.guard.channels

    def lets(self, attempt: Attempt) -> bool:
        """Whether its limits allow that. `max` doesn't limit scaling in: a group above it may come down."""
        if attempt.kind == "alarm" and attempt.act not in self.guard.acts:
            return False
        grows = attempt.before is None or (attempt.after or 0) > attempt.before
        is_too_large = grows and self.guard.max is not None and (attempt.after or 0) > self.guard.max
        is_too_far = self.guard.step is not None and attempt.step is not None and attempt.step > self.guard.step
        return not is_too_large and not is_too_far


def _is_among(place: str, places: Sequence[str]) -> bool:
    """What is not known may be anywhere: then the guard counts."""
    return not places or not place or place in places


def ruling(attempt: Attempt, person: Person, guards: Sequence[Guard], names: Mapping[str, str] | None = None) -> Ruling:
    """The first guard that fits the person and the channel and whose limits allow it decides.

    The guards' `channels` are ids here; `names` has user groups' names by id.
    """
    if person.is_gone:
        return Ruling(GONE)
    rules = rules_for(attempt, guards)
    if not rules:
        return Ruling(default_refusal(person))
    fitting = [rule for rule in rules if rule.fits(person) and rule.is_in(attempt.channel)]
    for rule in fitting:
        if rule.lets(attempt):
            return _let_through(rule, attempt)
    if fitting:
        return _too_far(attempt, fitting, rules, names or {})
    return _not_let(attempt, person, rules, names or {})


def stricter(one: Ruling, other: Ruling) -> Ruling:
    """Both must be satisfied; the stricter rule is shown."""
    first = other if (other.approvals, other.confirm) > (one.approvals, one.confirm) else one
    return Ruling("", one.confirm or other.confirm, max(one.approvals, other.approvals), first.rule)


def rules_for(attempt: Attempt, guards: Sequence[Guard]) -> Sequence[Rule]:
    """The guards that apply to this thing."""
    return [rule for rule in _rules(guards) if rule.is_for(attempt)]


def refusal_at_all(person: Person, kind: Kind | None, guards: Sequence[Guard]) -> str:
    """Why this person can't change anything of a kind, whatever its name; empty if a guard might allow it.

    Without a kind no guards apply.
    """
    rules = [rule for rule in _rules(guards) if kind == ("group" if rule.guard.group else "alarm")]
    if not person.is_gone and any(rule.names(person) for rule in rules):
        return ""
    return default_refusal(person)


def default_refusal(person: Person) -> str:
    """Why this person can't act without a guard; empty for full members."""
    if person.is_gone:
        return GONE
    if person.is_stranger:
        return STRANGER
    return GUEST if person.is_guest else ""


def nearest_let_through(guard: Guard, before: int | None, wanted: int | None) -> int | None:
    """The size closest to the wanted one that a guard still allows; None if there is none."""
    if before is None or wanted is None:
        return None
    step = abs(wanted - before) if guard.step is None else guard.step
    if wanted < before:
        return max(wanted, before - step)
    value = min(wanted, before + step, *([] if guard.max is None else [guard.max]))
    return value if value > before else None


def _rules(guards: Sequence[Guard]) -> Iterator[Rule]:
    return (Rule(number, guard) for number, guard in enumerate(guards, start=1))


def _let_through(rule: Rule, attempt: Attempt) -> Ruling:
    above = rule.guard.confirm_above
    if above is None:
        return Ruling(approvals=rule.guard.approvals, rule=str(rule))
    is_above = max(attempt.after or 0, attempt.step or 0) > above
    return Ruling(confirm=is_above, approvals=rule.guard.approvals if is_above else 0, rule=str(rule))


def _not_let(attempt: Attempt, person: Person, rules: Sequence[Rule], names: Mapping[str, str]) -> Ruling:
    """The refusal if no rule fits this person or this channel."""
    lines = [NOT_LET.format(kind=attempt.kind, name=code(attempt.name))]
    lines += [rule_line(rule.number, rule.guard, names) for rule in rules[:MOST_RULES]]
    if len(rules) > MOST_RULES:
        lines.append(MORE_RULES.format(count=len(rules) - MOST_RULES))
    elsewhere = [each for rule in rules if rule.fits(person) and rule.lets(attempt) for each in rule.guard.channels]
    lines.append(ELSEWHERE.format(channels=channel_links(elsewhere)) if elsewhere else ASK_THEM)
    return Ruling("\n".join(lines), rule=str(rules[0]), channels=tuple(dict.fromkeys(elsewhere)))


def _too_far(attempt: Attempt, fitting: Sequence[Rule], rules: Sequence[Rule], names: Mapping[str, str]) -> Ruling:
    """The refusal by the rule that allows the most, and who may go that far."""
    other = next((each for each in rules if each not in fitting and each.lets(attempt)), None)
    if attempt.kind == "alarm":
        lines = [NOT_THAT.format(rule=fitting[0], acts=OR.join(fitting[0].guard.acts))]
        lines += [ASK_FOR_THAT.format(who=who_may(other.guard, names), rule=other)] if other else []
        return Ruling("\n".join(lines), rule=str(fitting[0]))
    nearest = [(rule, nearest_let_through(rule.guard, attempt.before, attempt.after)) for rule in fitting]
    values = [(abs(value - (attempt.after or 0)), rule, value) for rule, value in nearest if value is not None]
    _, rule, value = min(values, key=lambda each: each[0], default=(0, fitting[0], None))
    said = "" if value is None else NEAREST.format(before=attempt.before, value=value)
    lines = [TOO_FAR.format(rule=rule, limits=limits_of(rule.guard), nearest=said)]
    if other:
        lines.append(ASK_FOR_IT.format(after=attempt.after, who=who_may(other.guard, names), rule=other))
    return Ruling("\n".join(lines), rule=str(rule))
