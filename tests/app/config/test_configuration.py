"""bellhop.toml: checked, and what is wrong in it named so that it can be found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.base.errors import Misconfigured
from app.config.configuration import read_configuration

ROOT = Path(__file__).parents[3]


def complaint(tmp_path: Path, toml: str | bytes) -> str:
    """What the start says of this bellhop.toml, its path written as FILE."""
    file = tmp_path / "bellhop.toml"
    file.write_bytes(toml if isinstance(toml, bytes) else toml.encode())
    with pytest.raises(Misconfigured) as stopped:
        read_configuration(str(file))
    return str(stopped.value).replace(str(file), "FILE")


def test_the_repositorys_own_file_is_valid() -> None:
    assert read_configuration(str(ROOT / "bellhop.toml")).slack.channel == "#alarms"


def test_what_the_repositorys_own_file_shows_as_a_comment_is_valid_too(tmp_path: Path) -> None:
    file = tmp_path / "bellhop.toml"
    shown = (ROOT / "bellhop.toml").read_text()
    file.write_text(re.sub(r"(?m)^# (\[|\w+ = )", r"\1", shown))
    read = read_configuration(str(file))
    assert (len(read.guards), len(read.routes)) == (1, 1)
    assert read_configuration(str(ROOT / "bellhop.toml")).guards == ()


def test_the_channel_may_be_an_id(tmp_path: Path) -> None:
    file = tmp_path / "bellhop.toml"
    file.write_text('[slack]\nchannel = "C0ALARMS"\n')
    assert read_configuration(str(file)).slack.channel == "C0ALARMS"


def test_a_file_that_is_not_there_is_named_with_the_variable_that_points_at_it() -> None:
    with pytest.raises(Misconfigured, match=r"nowhere\.toml: there is no such file.*BELLHOP_CONFIG"):
        read_configuration("nowhere.toml")


def test_a_directory_in_its_place_is_a_sentence_too(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        read_configuration(str(tmp_path))


@pytest.mark.parametrize("toml", ["[slack", b"\xff\xfe"])
def test_what_is_not_toml_is_said_of_the_file(toml: str | bytes, tmp_path: Path) -> None:
    assert complaint(tmp_path, toml).startswith("FILE: this is not TOML: ")


def test_an_unknown_table_is_named_with_the_known_ones(tmp_path: Path) -> None:
    said = complaint(tmp_path, '[slack]\nchannel = "#a"\n[slakc]\n')
    known = "[slack], [incident], [scale], [[route]], [[guard]]"
    assert said == f"FILE: [slakc] is not a table that Bellhop knows. It knows {known}."


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


def test_a_key_above_the_first_table_is_told_where_it_belongs(tmp_path: Path) -> None:
    said = complaint(tmp_path, 'channel = "#alarms"\n')
    assert said == (
        "FILE: `channel` stands above the first table. It belongs below a line with its table's name: "
        "[slack], [incident], [scale], [[route]], [[guard]]."
    )


@pytest.mark.parametrize("channel", ["alarms", "c0alarms", "#", "# alarms", "D0ANA", "@ana", "https://x.slack.com/C1"])
def test_a_channel_that_is_neither_a_name_with_its_sign_nor_an_id_stops_the_start(channel: str, tmp_path: Path) -> None:
    said = complaint(tmp_path, f'[slack]\nchannel = "{channel}"\n')
    assert (
        said == f'FILE: [slack] `channel` is "{channel}", it must be a name with #, such as "#alarms", or an id (C...).'
    )


COMPLETE = """
[slack]
channel = "#alarms"

[incident]
flap_changes = 6
remind_minutes = 0

[[route]]
alarm = "shop-*"
tags = {team = "shop"}
states = "ALARM"
channel = "#shop"
mention = ["S0OPS", "U0ANA"]
quiet = "22:00-07:00 Europe/Berlin"
also = true

[[route]]
region = "eu-west-1"

[[guard]]
group = "web-*"
users = "U0ANA"
usergroups = ["S0OPS"]
channels = ["#ops", "C0SHOP"]
max = 20
step = 4
confirm_above = 10
approvals = 2

[[guard]]
alarm = "*"
"""


def test_incidents_and_routes_are_read(tmp_path: Path) -> None:
    file = tmp_path / "bellhop.toml"
    file.write_text(COMPLETE)
    read = read_configuration(str(file))
    assert (read.incident.flap_changes, read.incident.remind_minutes, read.incident.digest_after) == (6, 0, 5)
    first, second = read.routes
    assert (first.states, first.mention, first.tags) == (("ALARM",), ("S0OPS", "U0ANA"), {"team": "shop"})
    assert (second.alarm, second.region, second.channel) == ("*", "eu-west-1", "")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("[incident]\nflap_changes = -1", "FILE: [incident] `flap_changes` is -1, it must be 0 or more."),
        ("[incident]\nflap_change = 1", "FILE: [incident] has an unknown key `flap_change`."),
        ("[incident]\nremind_minutes = '60'", "FILE: [incident] `remind_minutes` is a string, it must be a whole"),
        ("[route]\nchannel = '#a'", "FILE: `route` is a table, it must be tables: for each a line [[route]]"),
        ("[[route]]\nchanel = '#a'", "FILE: [route, number 1] has an unknown key `chanel`."),
        ("[[route]]\n[[route]]\nchannel = 'shop'", 'FILE: [route, number 2] `channel` is "shop", it must be a name'),
        ("[[route]]\nmention = '@ana'", 'FILE: [route, number 1] `mention` has "@ana", it must be the id of a'),
        ("[[route]]\nstates = 'alarm'", 'FILE: [route, number 1] `states` has "alarm", it must be among OK, ALARM'),
        ("[[route]]\nquiet = '22-7'", 'FILE: [route, number 1] `quiet` is "22-7", it must be two times of day'),
        ("[[route]]\nquiet = '22:00-07:00 Mars/Base'", 'FILE: [route, number 1] `quiet` is "22:00-07:00 Mars/Base"'),
        ("[[route]]\nquiet = '25:00-07:00 UTC'", 'FILE: [route, number 1] `quiet` is "25:00-07:00 UTC"'),
        ("[[route]]\ntags = ['a']", "FILE: [route, number 1] `tags` is a list, it must be a table of strings"),
        ("[guard]\ngroup = 'web'", "FILE: `guard` is a table, it must be tables: for each a line [[guard]]"),
        ("[[guard]]\nuser = 'U0ANA'", "FILE: [guard, number 1] has an unknown key `user`."),
        ("[[guard]]\nusers = 'U0ANA'", "FILE: [guard, number 1] must say what it guards: either group ="),
        ("[[guard]]\ngroup = 'web'\nalarm = 'web'", "FILE: [guard, number 1] must say what it guards: either group ="),
        (
            "[[guard]]\ngroup = 'web'\nusers = 'ana'",
            'FILE: [guard, number 1] `users` has "ana", it must be the id of a p',
        ),
        ("[[guard]]\ngroup = 'web'\nusers = 'S0OPS'", 'FILE: [guard, number 1] `users` has "S0OPS", it must be the id'),
        (
            "[[guard]]\ngroup = 'web'\nusergroups = '@ops'",
            'FILE: [guard, number 1] `usergroups` has "@ops", it must be',
        ),
        ("[[guard]]\ngroup = 'web'\nusers = []", "FILE: [guard, number 1] `users` is an empty list, which would let n"),
        ("[[guard]]\ngroup = 'web'\nchannels = ['ops']", 'FILE: [guard, number 1] `channels` is "ops", it must be a n'),
        (
            "[[guard]]\ngroup = 'web'\nmax = '8'",
            "FILE: [guard, number 1] `max` is a string, it must be a whole number.",
        ),
        ("[[guard]]\ngroup = 'web'\nstep = 0", "FILE: [guard, number 1] `step` is 0, it must be 1 or more."),
        (
            "[[guard]]\ngroup = 'web'\napprovals = -1",
            "FILE: [guard, number 1] `approvals` is -1, it must be 0 or more.",
        ),
        ("[[guard]]\nalarm = 'web'\nmax = 8", "FILE: [guard, number 1] `max` is about the size of a group, and this"),
        ("[[guard]]\nalarm = 'web'\napprovals = 0", "FILE: [guard, number 1] `approvals` is about the size of a group"),
        ("[[route]]\nalso = 'yes'", "FILE: [route, number 1] `also` is a string, it must be true or false."),
    ],
)
def test_what_is_wrong_is_named_with_table_and_key(lines: str, said: str, tmp_path: Path) -> None:
    assert complaint(tmp_path, f'[slack]\nchannel = "#a"\n{lines}\n').startswith(said)


def test_guards_are_read(tmp_path: Path) -> None:
    file = tmp_path / "bellhop.toml"
    file.write_text(COMPLETE)
    first, second = read_configuration(str(file)).guards
    assert (first.group, first.users, first.usergroups) == ("web-*", ("U0ANA",), ("S0OPS",))
    assert first.channels == ("#ops", "C0SHOP")
    assert (first.max, first.step, first.confirm_above, first.approvals) == (20, 4, 10, 2)
    assert (second.alarm, second.max, second.step, second.confirm_above, second.approvals) == ("*", None, None, None, 0)
