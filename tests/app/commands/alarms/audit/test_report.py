"""How findings are ranked, counted and kept."""

from __future__ import annotations

from app.commands.alarms.audit.report import MOST_KEPT, Count, Report, filled
from app.slack.interactions import Caller
from app.store.codec import decode, encode
from tests.app.commands.alarms.audit.rules.planted import snapshot, watched


def test_the_gravest_come_first_and_of_a_kind_those_in_alarm() -> None:
    alarms = (
        watched("b", actions=()),
        watched("z", actions=(), state="ALARM"),
        watched("a", is_enabled=False),
        watched("c", actions=()),
    )
    report = filled(Report(), snapshot(*alarms, groups={"web": frozenset()}), ["a note"])
    assert [finding.name for finding in report.findings] == ["z", "b", "c", "a", "web"]
    assert report.counts == (Count("no-action", 3), Count("disabled", 1), Count("unwatched", 1))
    assert (report.alarms, report.groups, report.deaf, report.notes) == (4, 1, 4, ("a note",))


def test_of_many_the_first_are_kept_and_all_are_counted() -> None:
    names = [f"{number:04}-{'x' * 250}" for number in range(1000)]
    report = filled(Report(Caller("U0ANA", "C0OPS")), snapshot(*(watched(name, actions=()) for name in names)), [])
    assert (len(report.findings), report.counts) == (MOST_KEPT, (Count("no-action", 1000),))
    stored = encode(report)
    assert len(str(stored)) < 400_000  # DynamoDB's limit for an item
    assert decode(Report, stored) == report


def test_names_are_code_and_can_mention_nobody() -> None:
    report = filled(Report(), snapshot(watched("<!channel> `x`", actions=())), [])
    assert report.findings[0].says == "`&lt;!channel&gt; 'x'` has no action for ALARM"
