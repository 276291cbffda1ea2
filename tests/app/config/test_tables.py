"""Tables of bellhop.toml: what is wrong in one is named with file, table and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.config.bellhop_toml import complaint


def test_an_unknown_key_is_named_with_its_table_and_the_known_ones(tmp_path: Path) -> None:
    said = complaint(tmp_path, '[slack]\nchanel = "#a"\n')
    assert said == "FILE: [slack] has an unknown key `chanel`. It knows `channel`."


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("4", "a whole number"),
        ("true", "true or false"),
        ('["#a"]', "a list"),
        ("{}", "a table"),
        ("1.5", "something else"),
    ],
)
def test_a_wrong_type_is_named_with_file_table_key_and_what_it_must_be(value: str, found: str, tmp_path: Path) -> None:
    said = complaint(tmp_path, f"[slack]\nchannel = {value}\n")
    assert said.startswith(f"FILE: [slack] `channel` is {found}")
    assert said.endswith("it must be a string.")


@pytest.mark.parametrize("toml", ["", "[slack]\n", '[slack]\nchannel = ""\n'])
def test_a_missing_key_is_named_with_an_example(toml: str, tmp_path: Path) -> None:
    said = complaint(tmp_path, toml)
    assert said.startswith('FILE: [slack] lacks `channel`. Write channel = "#alarms"')


def test_a_value_where_a_table_belongs_is_named(tmp_path: Path) -> None:
    said = complaint(tmp_path, 'slack = "#alarms"\n')
    assert said == "FILE: `slack` is a string, it must be a table: a line [slack], and below it `channel`."


@pytest.mark.parametrize("channel", ["alarms", "c0alarms", "#", "# alarms", "D0ANA", "@ana", "https://x.slack.com/C1"])
def test_a_channel_that_is_neither_a_name_with_its_sign_nor_an_id_stops_the_start(channel: str, tmp_path: Path) -> None:
    said = complaint(tmp_path, f'[slack]\nchannel = "{channel}"\n')
    assert (
        said == f'FILE: [slack] `channel` is "{channel}", it must be a name with #, such as "#alarms", or an id (C...).'
    )
