"""[[drill]] of bellhop.toml: read, and what is wrong in one named so that it can be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import Misconfigured
from app.config.configuration import read_configuration
from app.config.drills import MOST_MINUTES, MOST_NAME, MOST_STEPS, Drill, DrillStep

SLACK = "[slack]\nchannel = '#alarms'\n"
NAMED = "[[drill]]\nname = 'database'\n"


def read(folder: Path, text: str) -> tuple[Drill, ...]:
    file = folder / "bellhop.toml"
    file.write_text(SLACK + text, encoding="utf-8")
    return read_configuration(str(file), str).drills


def test_alarms_are_names_or_tables_in_the_order_in_which_they_are_set(tmp_path: Path) -> None:
    text = (
        f"{NAMED}channel = '#gameday'\nminutes = 20\n"
        "alarms = [{ alarm = 'web-5xx', seconds = 120 }, 'db-*', { alarm = 'db-1', state = 'OK', seconds = 60 }]\n"
        "[[drill]]\nname = 'one'\nalarms = 'web-5xx'\n"
    )
    steps = (DrillStep("db-*"), DrillStep("db-1", "OK", 60), DrillStep("web-5xx", "ALARM", 120))
    assert read(tmp_path, text) == (
        Drill("database", "#gameday", 20, steps),
        Drill("one", alarms=(DrillStep("web-5xx"),)),
    )
    assert read(tmp_path, "") == ()


def test_a_name_may_be_as_long_as_a_button_shows(tmp_path: Path) -> None:
    name = "d" * MOST_NAME
    assert read(tmp_path, f"[[drill]]\nname = '{name}'\nalarms = 'a'")[0].name == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[drill]]\nalarms = 'a'", "[drill, number 1] must say what the drill is called"),
        ("[[drill]]\nname = 'Stop'\nalarms = 'a'", "which `/forcealarm drill` takes for something else"),
        (f"{NAMED}alarms = 'a'\n[[drill]]\nname = 'Database'\nalarms = 'a'", '[drill, number 2] `name` is "Database"'),
        (
            f"[[drill]]\nname = '{'d' * (MOST_NAME + 1)}'\nalarms = 'a'",
            f"[drill, number 1] `name` has {MOST_NAME + 1} characters, it may have {MOST_NAME}: it is what one types.",
        ),
        (NAMED, "[drill, number 1] must say which alarms it sets"),
        (f"{NAMED}alarms = []", "[drill, number 1] must say which alarms it sets"),
        (
            f"{NAMED}alarms = 3",
            "`alarms` is a whole number, it must be a string, a list of strings, or a list of tables",
        ),
        (f"{NAMED}alarms = [{{ state = 'OK' }}]", "[drill, number 1, alarms, number 1] lacks `alarm`"),
        (f"{NAMED}alarms = ['a', {{ alarm = 'b', state = 'RED' }}]", 'alarms, number 2] `state` has "RED"'),
        (f"{NAMED}alarms = [{{ alarm = 'a', seconds = -1 }}]", "`seconds` is -1, it must be 0 or more"),
        (f"{NAMED}minutes = 1\nalarms = [{{ alarm = 'a', seconds = 60 }}]", "the drill is over after 1 minutes"),
        (f"{NAMED}alarms = [{{ alarm = 'a', minutes = 1 }}]", "has an unknown key `minutes`"),
        (f"{NAMED}alarms = {['a'] * (MOST_STEPS + 1)}", f"`alarms` has 51 lines, it may have {MOST_STEPS}"),
        (f"{NAMED}minutes = 0\nalarms = 'a'", f"`minutes` is 0, it must be from 1 to {MOST_MINUTES}"),
        (f"{NAMED}channel = 'ops'\nalarms = 'a'", '`channel` is "ops", it must be a name with #'),
        ("[drill]\nname = 'a'", "`drill` is a table, it must be tables"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as refused:
        read(tmp_path, text)
    assert said in str(refused.value)
