"""[[route]] of bellhop.toml: read, and what is wrong in one named so that it can be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config.configuration import read_configuration
from app.config.routes import Step
from tests.app.config.bellhop_toml import COMPLETE, complaint


def test_incidents_and_routes_are_read(tmp_path: Path) -> None:
    file = tmp_path / "bellhop.toml"
    file.write_text(COMPLETE)
    read = read_configuration(str(file), str)
    assert (read.incident.flap_changes, read.incident.remind_minutes, read.incident.digest_after) == (6, 0, 5)
    first, second = read.routes
    assert (first.states, first.mention, first.tags) == (("ALARM",), ("S0OPS", "U0ANA"), {"team": "shop"})
    assert (second.alarm, second.region, second.channel) == ("*", "eu-west-1", "")


@pytest.mark.parametrize(
    ("lines", "steps"),
    [
        ("", ()),
        ("escalate = 'S0A'", (Step(15, ("S0A",)),)),
        ("escalate = ['S0A', 'here']\nescalate_minutes = 30", (Step(30, ("S0A", "here")),)),
        (
            "escalate = [\n{minutes = 10, mention = 'S0A'},\n{minutes = 45, mention = ['U0ANA', 'U0BO']},\n]",
            (Step(10, ("S0A",)), Step(45, ("U0ANA", "U0BO"))),
        ),
    ],
)
def test_an_escalation_is_one_step_or_a_list_of_tables(lines: str, steps: tuple[Step, ...], tmp_path: Path) -> None:
    file = tmp_path / "bellhop.toml"
    file.write_text(f'[slack]\nchannel = "#a"\n[[route]]\n{lines}\n')
    assert read_configuration(str(file), str).routes[0].escalate == steps


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("[route]\nchannel = '#a'", "FILE: `route` is a table, it must be tables: for each a line [[route]]"),
        ("[[route]]\nchanel = '#a'", "FILE: [route, number 1] has an unknown key `chanel`."),
        ("[[route]]\n[[route]]\nchannel = 'shop'", 'FILE: [route, number 2] `channel` is "shop", it must be a name'),
        ("[[route]]\nmention = '@ana'", 'FILE: [route, number 1] `mention` has "@ana", it must be the id of a'),
        ("[[route]]\nstates = 'alarm'", 'FILE: [route, number 1] `states` has "alarm", it must be among OK, ALARM'),
        (
            "[[route]]\nseverity = 'bad'",
            'FILE: [route, number 1] `severity` has "bad", it must be among critical, high',
        ),
        ("[[route]]\nsource = 'aws.*'\nstates = 'OK'", "FILE: [route, number 1] has `states`, which only alarms have"),
        ("[[route]]\nseverity = 'low'\nalarm = 'web'", "FILE: [route, number 1] has `alarm`, which only alarms have"),
        ("[[route]]\nquiet = '22-7'", 'FILE: [route, number 1] `quiet` is "22-7", it must be two times of day'),
        ("[[route]]\nquiet = '22:00-07:00 Mars/Base'", 'FILE: [route, number 1] `quiet` is "22:00-07:00 Mars/Base"'),
        ("[[route]]\nquiet = '25:00-07:00 UTC'", 'FILE: [route, number 1] `quiet` is "25:00-07:00 UTC"'),
        ("[[route]]\ntags = ['a']", "FILE: [route, number 1] `tags` is a list, it must be a table of strings"),
        (
            "[[route]]\nescalate = 'ana'",
            'FILE: [route, number 1] `escalate` has "ana", it must be the id of a person (U...) or of a user group',
        ),
        (
            "[[route]]\nescalate = 5",
            "FILE: [route, number 1] `escalate` is a whole number, it must be a string, a list",
        ),
        (
            "[[route]]\nescalate = 'S0A'\nescalate_minutes = 0",
            "FILE: [route, number 1] `escalate_minutes` is 0, it must be 1 or more",
        ),
        (
            "[[route]]\nescalate_minutes = 15",
            "FILE: [route, number 1] has `escalate_minutes`, but no `escalate` that says who",
        ),
        (
            "[[route]]\nescalate = [{minutes = 5, mention = 'S0A'}]\nescalate_minutes = 15",
            "FILE: [route, number 1] has `escalate_minutes`, but each step of `escalate` says its own",
        ),
        (
            "[[route]]\nescalate = ['S0A', {minutes = 5, mention = 'S0B'}]",
            "FILE: [route, number 1] `escalate` mixes names and tables. Write whom one step mentions",
        ),
        (
            "[[route]]\n[[route]]\nescalate = [{minutes = 5, mention = 'S0A'}, {minutes = 5, mention = 'S0B'}]",
            "FILE: [route, number 2, escalate, number 2] `minutes` is 5, it must be more than the 5 of the step before",
        ),
        (
            "[[route]]\nescalate = [{minutes = 5}]",
            "FILE: [route, number 1, escalate, number 1] lacks `mention`: who is mentioned",
        ),
        (
            "[[route]]\nescalate = [{mention = 'S0A'}]",
            "FILE: [route, number 1, escalate, number 1] `minutes` is 0, it must be 1 or more",
        ),
        (
            "[[route]]\nescalate = [{minutes = 5, mention = 'ana'}]",
            'FILE: [route, number 1, escalate, number 1] `mention` has "ana", it must be the id of a',
        ),
        (
            "[[route]]\nescalate = [{minutes = 5, who = 'S0A'}]",
            "FILE: [route, number 1, escalate, number 1] has an unknown key `who`. It knows `minutes`, `mention`.",
        ),
        (
            "[[route]]\ndrop = true\nescalate = 'S0A'",
            "FILE: [route, number 1] has `drop` and `escalate`: an alarm that",
        ),
        (
            "[[route]]\ndrop = true\nmention = 'U0ANA'",
            "FILE: [route, number 1] has `drop` and `mention`: an alarm that is",
        ),
        ("[[route]]\nalso = 'yes'", "FILE: [route, number 1] `also` is a string, it must be true or false."),
    ],
)
def test_what_is_wrong_with_a_route_is_named_with_table_and_key(lines: str, said: str, tmp_path: Path) -> None:
    assert complaint(tmp_path, f'[slack]\nchannel = "#a"\n{lines}\n').startswith(said)
