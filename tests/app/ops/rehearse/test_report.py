"""A rehearsal in words: what differs, for a terminal and for a pull request, where no text is markup or a mention."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.alarms.read.transition import State, Transition
from app.ops.rehearse.compare import Difference, Kind, differences
from app.ops.rehearse.report import Rehearsed, markdown, text
from app.ops.rehearse.told import Form, Shown, Told

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALARMS = Shown("#alarms", Form.CARD, ("<!subteam^S0OPS>",))
SHOP = Shown(
    "#shop", Form.DIGEST, ("<@U0ANA>", "<!here>"), later=("<@U0BO>",), note="Quiet hours: U0EVE not mentioned."
)


def told(*shown: Shown, name: str = "web-5xx", **more: Any) -> Told:
    arn = f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}"
    return Told(Transition(arn, name, "123456789012", "us-east-1", State.ALARM, NINE), shown, **more)


def report(before: list[Told], after: list[Told], tags: str = "") -> Rehearsed:
    return Rehearsed("old.toml", "new.toml", "7d", len(before), differences(before, after), tags)


def test_an_alarm_is_said_with_where_it_goes_and_whom_it_mentions_in_both() -> None:
    said = text(report([told(ALARMS), told(ALARMS)], [told(SHOP), told(SHOP)], "About tags."))
    assert said.splitlines()[:3] == [
        "web-5xx  2 times, last 2026-11-23 09:00 UTC",
        "  old.toml  card in #alarms, mentions S0OPS",
        "  new.toml  digest in #shop, mentions U0ANA, here, later U0BO, Quiet hours: U0EVE not mentioned.",
    ]
    assert "2 times an alarm left OK in the last 7d: 2 would be told otherwise by new.toml than by old.toml" in said
    assert "(2 elsewhere, 2 mentioning others, 2 escalated to others, 2 with other quiet hours)" in said
    assert said.splitlines()[-1] == "About tags."


def test_what_is_dropped_is_said_as_shown_nowhere_and_what_is_muted_is_not() -> None:
    said = text(report([told(ALARMS), told(name="b")], [told(is_dropped=True), told(ALARMS, name="b")]))
    assert "  new.toml  shown nowhere" in said
    assert "  old.toml  not shown (muted)" in said
    assert "1 no longer shown, 1 shown now" in said


def test_if_nothing_differs_or_nothing_was_published_that_is_said() -> None:
    assert text(report([told(ALARMS)], [told(ALARMS)])).startswith(
        "Once an alarm left OK in the last 7d: all would be told as they are by old.toml."
    )
    assert "nothing to rehearse" in text(report([], []))
    assert "|" not in markdown(report([told(ALARMS)], [told(ALARMS)]))


def test_a_pull_request_gets_a_table_in_which_names_are_only_code() -> None:
    name = "a|b`c @octo/team\n<img>"
    said = markdown(report([told(ALARMS, name=name)], [told(SHOP, name=name)]))
    (row,) = [line for line in said.splitlines() if "09:00" in line]
    assert row.startswith("| `a\\|b'c @octo/team <img>` | 2026-11-23 09:00 UTC | `card in #alarms, mentions S0OPS` | `")
    assert said.splitlines()[4] == "| Alarm | When | `old.toml` | `new.toml` |"


def test_a_table_that_github_would_not_show_is_cut_and_says_so() -> None:
    names = [f"web-{number}" for number in range(201)]
    said = markdown(report([told(ALARMS, name=each) for each in names], [told(SHOP, name=each) for each in names]))
    assert len([line for line in said.splitlines() if line.startswith("| `")]) == 200
    assert "and 1 more" in said


def test_the_same_difference_of_an_alarm_is_counted_and_another_is_its_own() -> None:
    found = differences([told(ALARMS)] * 3, [told(SHOP), told(), told(SHOP)])
    assert [(each.times, each.kinds[0]) for each in found] == [(2, Kind.ELSEWHERE), (1, Kind.DROPPED)]
    assert isinstance(found[0], Difference)
