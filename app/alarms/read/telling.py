"""The facts of a notice in the order in which they decide: severity, those of its row, then by their names. No IO."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field

from app.alarms.read import paths
from app.alarms.read.leaves import Leaf, Path
from app.alarms.read.ranking import Rank, label, words_of
from app.alarms.read.regions import ARN_COLONS, RESOURCE_PARTS, resource_name
from app.alarms.read.service import Service
from app.alarms.read.severity import Severity, in_words, scaled, severity_in, worst_of
from app.alarms.read.told import Told
from app.base.values import dataclass

SEVERITY, SOURCE, RESOURCES = "Severity", "Source", "Resources"
AWS = "aws."
SEVERITY_NAMES = {"severity", "sev", "priority", "urgency", "criticality"}

FIELD_LIMIT, LABEL_LIMIT = 300, 120
MOST_VALUES = 5
# Two blocks of fields at most; what does not decide gets less room.
MOST_FIELDS, MOST_PLAIN = 20, 10
CANDIDATES = 300
PROSE = 80  # a text that is longer reads better across the card
MOST_PROSE = 4
NEAR = 2
PLAIN_NAMES = {"name", "title"}
VOID = {"null", "undefined", "n/a", "-", "0001-01-01t00:00:00z"}  # the last is Go's


@dataclass(frozen=True)
class Facts:
    """What is known of a record's event; `service` is its row, `titled` what its title says of it."""

    event: Mapping[str, object]
    leaves: Sequence[Leaf]
    service: Service | None
    titled: Sequence[tuple[Path, str]] = ()


@dataclass
class Telling:
    """What is told so far."""

    told: Told = field(default_factory=Told)
    fields: list[tuple[str, str]] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    severity: Severity | None = None
    places: Collection[str] = ()

    @property
    def body(self) -> str:
        return "\n\n".join(self.prose)

    def tell(self, name: str, values: Sequence[str], at: Sequence[Path] = (), is_all: bool = True) -> None:
        """A field, unless all of it is told; what is cut stays in the JSON too.

        `at` is where it stands there; without `is_all` other values stand there, or below, which are not told.
        """
        if self.told.has_all(values):  # of a list all or nothing: what is left of `Starting, Failed` misleads
            return
        shown, is_whole = _listed([named(value, self.places, name) for value in values])
        self.fields.append((name[:LABEL_LIMIT], shown))
        if is_whole:
            self.told.add(*values)
            self.told.paths.update(at if is_all else ())
            self.told.leaves.update((path, value) for path in at for value in values)

    def say(self, value: str, at: Sequence[Path] = (), is_all: bool = True) -> None:
        if value.strip() and not self.told.has(value):
            self.prose.append(value.strip())
            self.told.add(value)
        self.told.leaves.update((path, value) for path in at)
        self.told.paths.update(at if is_all else ())


def telling(facts: Facts, title: str, known: Sequence[str]) -> Telling:
    """All that the card says under its title; `known` is said elsewhere on it, its account and region first."""
    now = Telling(places=known[:2])
    now.told.add(title)
    now.told.values.update(known)
    now.told.say_in_title(facts.titled)
    _tell_severity(facts, now)
    if facts.service:
        _tell_row(facts.service, facts, now)
    _tell_ranked(facts, now)
    source = paths.first(facts.event, "source")
    if facts.service is None and not source.startswith(AWS) and "detail-type" in facts.event:
        now.tell(SOURCE, [source] if source else [])
    if isinstance(facts.event.get("resources"), list):
        resources = paths.values(facts.event, "resources")
        if facts.service:
            is_hidden = ("resources",) in paths.names_in(facts.service.hidden)
            resources = [] if is_hidden else [each for each in resources if not _is_named(each, now.told)]
        now.tell(RESOURCES, resources, [("resources",)])
        now.told.paths.add(("resources",))
    if not now.fields and not now.prose:  # nothing but ids
        for leaf in facts.leaves[:MOST_PLAIN]:
            now.tell(label(leaf.name), leaf.values, [leaf.path], is_all=False)
    return now


def _is_named(resource: str, told: Told) -> bool:
    """Whether one of its names is told, and so which resource it is."""
    return any(name in told.values or told.has(name) for name in (resource, *resource_name(resource).split("/")))


def _tell_severity(facts: Facts, now: Telling) -> None:
    """The row's, which may be a number, or what is called one."""
    service = facts.service
    if service and service.counts:
        now.severity = worst_of(paths.values(facts.event, service.counts))
    if service and service.severity and (written := paths.first(facts.event, service.severity)):
        now.severity, words = scaled(written)
        now.fields.append((SEVERITY, words))
        now.told.add(written)
        now.told.paths.update(paths.names_in(service.severity))
        return
    for leaf in sorted(facts.leaves, key=lambda leaf: len(leaf.path)):
        found = severity_in(leaf.values[0]) if SEVERITY_NAMES & set(words_of(leaf.name)) else None
        if found:
            now.severity = found
            now.fields.append((SEVERITY, in_words(found, leaf.values[0])))
            now.told.add(leaf.values[0])
            now.told.leaves.add((leaf.path, leaf.values[0]))
            return


def _tell_row(service: Service, facts: Facts, now: Telling) -> None:
    for name, path in service.fields.items():
        now.tell(name, paths.values(facts.event, path), paths.names_in(path), not paths.is_tested(path))
    if service.body:
        # AWS Health writes line ends as a backslash and an n.
        now.say(paths.first(facts.event, service.body).replace("\\n", "\n"), paths.names_in(service.body))


def _tell_ranked(facts: Facts, now: Telling) -> None:
    """By what names matter; a known service's row has said the rest."""
    ranked = sorted(facts.leaves, key=_weight)[:CANDIDATES]
    used = {name for name, _ in now.fields}
    unranked = {("resources",), *(paths.names_in(facts.service.hidden) if facts.service else ())}
    for leaf in ranked:
        is_deciding = leaf.rank <= Rank.MESSAGE
        if all(now.told.has_leaf(leaf.path, value) for value in leaf.values) or leaf.path in unranked:
            continue
        if (
            leaf.rank is Rank.NOISE
            or {value.casefold() for value in leaf.values} <= VOID
            or (facts.service and not (is_deciding and _is_near(leaf)))
        ):
            continue
        if is_deciding and _is_prose(leaf) and len(now.prose) < MOST_PROSE:
            now.say(leaf.values[0], [leaf.path], is_all=False)
        elif len(now.fields) < (MOST_FIELDS if is_deciding else MOST_PLAIN) and (is_deciding or _is_short(leaf)):
            name = next(_labels(leaf, used))
            used.add(name)
            now.tell(name, leaf.values, [leaf.path], is_all=False)


def _weight(leaf: Leaf) -> tuple[Rank, bool, int]:
    """A word says more than a number (`recordsFailed` 0), and what is above says it of all that is below."""
    return leaf.rank, leaf.values[0].isdecimal(), len(leaf.path)


def named(value: str, places: Collection[str], label: str) -> str:
    """An ARN as its resource, if its account and region stand on the card; with its kind, unless the label says it."""
    parts = value.split(":", ARN_COLONS)
    is_arn = len(parts) > ARN_COLONS and parts[0] == "arn" and not any(map(str.isspace, value))
    if not is_arn or not {parts[3], parts[4]} <= {"", *places}:
        return value
    kind, *names = RESOURCE_PARTS.split(parts[ARN_COLONS], maxsplit=1)
    return names[0] if names and set(words_of(kind)) <= set(words_of(label)) else parts[ARN_COLONS]


def _is_prose(leaf: Leaf) -> bool:
    """A message that is long, or has lines; or any other text that no field can hold."""
    value, *more = leaf.values
    is_long = len(value) > (PROSE if leaf.rank is Rank.MESSAGE else FIELD_LIMIT)
    return not more and (is_long or (leaf.rank is Rank.MESSAGE and "\n" in value))


def _is_short(leaf: Leaf) -> bool:
    return max(map(len, leaf.values)) <= FIELD_LIMIT


def _is_near(leaf: Leaf) -> bool:
    """Whether it matters beside the row of a known service, which names what lies deeper."""
    return len(leaf.path) <= NEAR and (leaf.rank is not Rank.NAME or leaf.name in PLAIN_NAMES)


def _labels(leaf: Leaf, used: set[str]) -> Iterator[str]:
    """With as much of its path as tells it apart."""
    path = [name for name in leaf.path if name != "detail"] or [""]
    for start in range(len(path) - 1, -1, -1):
        name = label(" ".join(path[start:])) or "Value"
        if name not in used:
            yield name
    yield label(" ".join(path)) or "Value"


def _listed(values: Sequence[str]) -> tuple[str, bool]:
    """As many as fit and how many more there are, and whether that is all."""
    most = next(most for most in range(MOST_VALUES, 0, -1) if most == 1 or len(", ".join(values[:most])) <= FIELD_LIMIT)
    more, shown = len(values) - most, ", ".join(values[:most])
    return shown[:FIELD_LIMIT] + (f" and {more} more" if more > 0 else ""), more <= 0 and len(shown) <= FIELD_LIMIT
