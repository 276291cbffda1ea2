"""bellhop.toml: checked, and what is wrong in it named so that it can be found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.base.errors import Misconfigured
from app.config.configuration import parse_configuration, read_configuration
from tests.app.config.bellhop_toml import complaint

ROOT = Path(__file__).parents[3]


def test_the_repositorys_own_file_is_valid() -> None:
    assert read_configuration(str(ROOT / "bellhop.toml"), str).slack.channel == "#alarms"


def test_what_the_repositorys_own_file_shows_as_a_comment_is_valid_too(tmp_path: Path) -> None:
    file = tmp_path / "bellhop.toml"
    shown = (ROOT / "bellhop.toml").read_text()
    file.write_text(re.sub(r"(?m)^# (\[|\w+ = )", r"\1", shown))
    read = read_configuration(str(file), str)
    assert (len(read.guards), len(read.routes)) == (1, 1)
    assert read_configuration(str(ROOT / "bellhop.toml"), str).guards == ()


def test_the_channel_may_be_an_id(tmp_path: Path) -> None:
    file = tmp_path / "bellhop.toml"
    file.write_text('[slack]\nchannel = "C0ALARMS"\n')
    assert read_configuration(str(file), str).slack.channel == "C0ALARMS"


def test_a_file_that_is_not_there_is_named_with_the_variable_that_points_at_it() -> None:
    with pytest.raises(Misconfigured, match=r"nowhere\.toml: there is no such file.*BELLHOP_CONFIG"):
        read_configuration("nowhere.toml", str)


def test_a_directory_in_its_place_is_a_sentence_too(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        read_configuration(str(tmp_path), str)


@pytest.mark.parametrize("toml", ["[slack", b"\xff\xfe"])
def test_what_is_not_toml_is_said_of_the_file(toml: str | bytes, tmp_path: Path) -> None:
    assert complaint(tmp_path, toml).startswith("FILE: this is not TOML: ")


def test_an_unknown_table_is_named_with_the_known_ones(tmp_path: Path) -> None:
    said = complaint(tmp_path, '[slack]\nchannel = "#a"\n[slakc]\n')
    known = "[slack], [incident], [scale], [[route]], [[guard]], [[group]], [audit], [weekly], [[drill]], [[account]]"
    assert said == f"FILE: [slakc] is not a table that Bellhop knows. It knows {known}."


def test_a_key_above_the_first_table_is_told_where_it_belongs(tmp_path: Path) -> None:
    said = complaint(tmp_path, 'channel = "#alarms"\n')
    assert said == (
        "FILE: `channel` stands above the first table. It belongs below a line with its table's name: "
        "[slack], [incident], [scale], [[route]], [[guard]], [[group]], [audit], [weekly], [[drill]], [[account]]."
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("[incident]\nflap_changes = -1", "FILE: [incident] `flap_changes` is -1, it must be 0 or more."),
        ("[incident]\nflap_change = 1", "FILE: [incident] has an unknown key `flap_change`."),
        ("[incident]\nremind_minutes = '60'", "FILE: [incident] `remind_minutes` is a string, it must be a whole"),
    ],
)
def test_what_is_wrong_with_incidents_is_named(lines: str, said: str, tmp_path: Path) -> None:
    assert complaint(tmp_path, f'[slack]\nchannel = "#a"\n{lines}\n').startswith(said)


@pytest.mark.parametrize(("written", "kinds"), [('["group", "ecs"]', ("group", "ecs")), ('"ecs"', ("ecs",))])
def test_what_is_scaled_is_groups_unless_it_says_otherwise(written: str, kinds: tuple[str, ...]) -> None:
    channel = '[slack]\nchannel = "#alarms"\n'
    assert parse_configuration(channel, "bellhop.toml").scale.kinds == ("group",)
    assert parse_configuration(f"{channel}[scale]\nkinds = {written}\n", "bellhop.toml").scale.kinds == kinds


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('["groups"]', '`kinds` has "groups", it must be of "group" (Auto Scaling groups), "ecs" (ECS services)'),
        ("[]", "`kinds` is empty, so there is nothing to scale"),
        ("3", "must be a string, or a list of strings"),
    ],
)
def test_a_kind_that_nobody_knows_and_none_at_all_are_refused(written: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=re.escape(said)):
        parse_configuration(f'[slack]\nchannel = "#alarms"\n[scale]\nkinds = {written}\n', "bellhop.toml")
