"""How an audit reads, on a screen and to a screen reader."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from app.commands.alarms.audit.buttons import FIX, Fix
from app.commands.alarms.audit.finding import Finding, called
from app.commands.alarms.audit.report import Count, Report
from app.commands.alarms.audit.rules.catalogue import RULES
from app.commands.alarms.audit.show import page
from app.commands.alarms.buttons import TUNE, tune_value

LONG = "x" * 255
MOST_BLOCKS, MOST_CHARACTERS = 50, 13_000


def found(count: int, rule: str = "no-action", fix: Fix = Fix.NOTIFY) -> Report:
    findings = tuple(
        Finding(rule, f"a{number}", f"`a{number}` has no action for ALARM", fix) for number in range(count)
    )
    return Report(None, True, alarms=29, groups=2, deaf=12, counts=(Count(rule, count),), findings=findings)


def buttons_of(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = [each for block in blocks for each in block.get("elements", []) if each.get("type") == "button"]
    return [block["accessory"] for block in blocks if "accessory" in block] + rows


def test_the_first_line_is_the_answer_and_each_finding_has_why_and_a_button_that_names_its_alarm() -> None:
    told = page(found(2), "r1")
    assert told.text.split("\n") == [
        ":bell: *12 of 29 alarms notify nobody.*",
        "• 2 without an action for ALARM",
        "`a0` has no action for ALARM. It goes off, and nobody is told.",
        "`a1` has no action for ALARM. It goes off, and nobody is told.",
    ]
    spoken = [each["accessibility_label"] for each in buttons_of(told.block_dicts())]
    assert spoken == ["Notify Bellhop a0", "Notify Bellhop a1"]
    assert len({each["action_id"] for each in buttons_of(told.block_dicts())}) == 2


def test_who_notifies_somebody_and_an_empty_account_are_said_so() -> None:
    clean = Report(None, True, alarms=3, groups=1)
    assert "The audit found nothing*: 3 alarms and 1 group" in page(clean, "r1").text
    assert page(Report(None, True, notes=("one note",)), "r1").text == (
        "There are no alarms in this account and region.\none note"
    )
    heard = Report(None, True, alarms=3, counts=(Count("never", 1),), findings=(Finding("never", "a", "`a` is quiet"),))
    assert page(heard, "r1").text.startswith(":bell: *All 3 alarms notify somebody.*")
    bare = Report(None, True, groups=1, counts=(Count("unwatched", 1),), findings=(Finding("unwatched", "a", "`a`"),))
    assert page(bare, "r1").text.splitlines()[:2] == [
        "There are no alarms in this account and region.",
        "• 1 group without any alarm",
    ]


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("rule", [each.key for each in RULES])
def test_a_title_is_right_after_one_and_after_several(rule: str, count: int) -> None:
    line = page(replace(found(1), counts=(Count(rule, count),)), "r1").text.splitlines()[1]
    assert line.startswith(f"• {count} ")
    assert not re.search(r"\d that (?:have|are|flap)\b|1 \w+s\b|2 group\b|[{}]", line)


def test_deleting_asks_first() -> None:
    (button,) = buttons_of(page(found(1, "gone", Fix.DELETE), "r1").block_dicts())
    assert button["style"] == "danger"
    assert button["confirm"]["confirm"]["text"] == "Delete"
    assert json.loads(button["value"]) == {"fix": "delete", "alarm": "a0"}


def test_what_is_not_kept_is_counted_on_the_last_page() -> None:
    report = found(20)
    many = Report(None, True, alarms=1, counts=(Count("no-action", 1000),), findings=report.findings)
    assert "980 more are not listed" in page(many, "r1", 18).text
    assert "are not listed" not in page(many, "r1", 8).text
    assert page(many, "r1", 999).text == page(many, "r1", 0).text


def test_a_page_of_the_longest_names_fits_slack() -> None:
    findings = tuple(
        Finding("twice", f"{number}{LONG}"[:255], f"{called(LONG)} watches the same as {called(LONG)}", Fix.DELETE)
        for number in range(40)
    )
    report = Report(None, True, counts=(Count("twice", 40),), findings=findings, notes=("n" * 300,) * 5)
    blocks = page(report, "r" * 12, 8).block_dicts()
    assert len(blocks) <= MOST_BLOCKS
    assert len(json.dumps(blocks)) < MOST_CHARACTERS
    assert all(len(each.get("value", "")) <= 2000 for each in buttons_of(blocks))


def test_a_finding_of_another_version_is_shown_without_its_why_and_button() -> None:
    report = Report(None, True, counts=(Count("new", 1),), findings=(Finding("new", "a", "`a` is new"),))
    told = page(report, "r1")
    assert "`a` is new." in told.text
    assert FIX not in str(told.block_dicts())


def test_a_page_of_names_that_are_escaped_shows_fewer_and_goes_on_behind_them() -> None:
    name = "<&>" * 85
    findings = tuple(
        Finding("gone", name, f"{called(name)} watches the group {called(name)}, which is gone", Fix.DELETE)
        for _ in range(12)
    )
    report = Report(None, True, alarms=12, counts=(Count("gone", 12),), findings=findings)
    blocks = page(report, "r1").block_dicts()
    assert len(json.dumps(blocks)) < MOST_CHARACTERS
    shown = [each for each in blocks if "accessory" in each]
    assert 0 < len(shown) < 6
    assert buttons_of(blocks)[-1]["value"] == f"r1:{len(shown)}"


def test_what_can_be_tuned_has_a_button_for_it() -> None:
    report = Report(None, True, counts=(Count("noisy", 1),), findings=(Finding("noisy", "a", "`a` went off 9 times"),))
    (tune,) = buttons_of(page(report, "r1").block_dicts())
    assert (tune["action_id"], tune["value"]) == (f"{TUNE}:0", tune_value("a"))
