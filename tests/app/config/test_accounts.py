"""[[account]] of bellhop.toml: read, and what is wrong in one named so that it can be found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.base.errors import Misconfigured
from app.commands.alarms import filters
from app.commands.scale.request import parse, vocabulary, when
from app.commands.scale.verbs import catalogue
from app.config.accounts import Account, Environment, environments, read_accounts
from app.config.configuration import read_configuration
from app.config.reserved import RESERVED
from app.listeners.times import clock, days

SLACK = "[slack]\nchannel = '#alarms'\n"
ROLE = "arn:aws:iam::210987654321:role/bellhop"
PROD = "[[account]]\nid = '210987654321'\nname = 'prod'\nregions = 'eu-west-1'\n"


def read(folder: Path, text: str) -> tuple[Account, ...]:
    file = folder / "bellhop.toml"
    file.write_text(SLACK + text, encoding="utf-8")
    return read_configuration(str(file), str).accounts


def test_an_account_has_a_name_a_role_and_regions(tmp_path: Path) -> None:
    text = f"{PROD}role = '{ROLE}'\nexternal_id = 'sesame'\n[[account]]\nid = '123456789012'\nname = 'tools'\n"
    text += "regions = ['eu-west-1', 'us-gov-west-1']\n"
    assert read(tmp_path, text) == (
        Account("210987654321", "prod", ROLE, "sesame", ("eu-west-1",)),
        Account("123456789012", "tools", regions=("eu-west-1", "us-gov-west-1")),
    )
    assert read(tmp_path, "") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[account]]\nid = '2109'", '[account, number 1] `id` is "2109", it must be the number of an AWS account'),
        (PROD.replace("prod", "my prod"), '`name` is "my prod", it must be a word'),
        (PROD.replace("prod", "prod/eu"), '`name` is "prod/eu", it must be a word'),
        (PROD.replace("'eu-west-1'", "[]"), "must say which regions"),
        (PROD.replace("eu-west-1", "Ireland"), '`regions` has "Ireland", it must be the code of a region'),
        (f"{PROD}role = 'bellhop'", '`role` is "bellhop", it must be the ARN of a role'),
        (f"{PROD}role = 'arn:aws:iam::123456789012:role/a'", "`role` is of the account 123456789012, it must be of 21"),
        (f"{PROD}external_id = 'a b'", "`external_id` is not one that AWS takes"),
        (PROD + PROD, '[account, number 2] `id` is "210987654321", as in another'),
        (
            PROD + PROD.replace("21", "11").replace("prod", "Prod"),
            '[account, number 2] `name` is "prod", as in another',
        ),
        (f"{PROD}roles = 'a'", "has an unknown key `roles`"),
        ("[account]\nid = 'a'", "`account` is a table, it must be tables"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as refused:
        read(tmp_path, text)
    assert said in str(refused.value)


@pytest.mark.parametrize("name", ["h", "hour", "noon", "Monday", "mon-fri", "undo", "history", "half", "double", "PST"])
def test_a_name_that_reads_as_a_time_a_verb_or_another_word_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as refused:
        read(tmp_path, PROD.replace("prod", name))
    assert f'`name` is "{name}", which `/scale` reads as something else' in str(refused.value)


@pytest.mark.parametrize("name", ["berlin", "Berlin", "new-york", "London", "Japan"])
def test_so_is_a_place_after_which_a_time_zone_is_named(name: str, tmp_path: Path) -> None:
    """`at 6pm in Berlin` would be six o'clock here, in the account."""
    with pytest.raises(Misconfigured) as refused:
        read(tmp_path, PROD.replace("prod", name))
    assert f'`name` is "{name}", which `/scale` reads as something else' in str(refused.value)


@pytest.mark.parametrize("name", ["prod", "Staging", "dev", "test", "prod-eu", "team-a", "qa"])
def test_what_accounts_are_called_is_taken(name: str) -> None:
    (account,) = read_accounts("F", [{"id": "210987654321", "name": name, "regions": "eu-west-1"}])
    assert account.name == name


def test_every_word_that_is_read_as_something_else_is_reserved() -> None:
    """A new word or verb goes into app/config/reserved.py too."""
    words: set[str] = {*vocabulary.ANY, *vocabulary.HOLD, *vocabulary.JOINTS, *vocabulary.SIZE_NAMES}
    words |= {*days.NAMED_DAYS, *days.LONG_DAYS, *days.SHORT_DAYS, *days.MONTHS, *days.LONG_MONTHS, *days.RELATIVE}
    words |= {*days.Day, *clock.NAMED_TIMES, *clock.UTC_NAMES, *clock.OTHER_WORDS, *clock.SKIPPED, *clock.PLACES}
    words |= {*clock.BEFORE_A_DAY, *when.WHEN_WORDS, *parse.words(), *catalogue.arguments()}
    words |= {*filters.STATE_WORDS, *filters.MINE, *filters.MUTED}
    could_be = {word.casefold() for word in words if re.fullmatch(r"[a-z][a-z0-9-]*", word.casefold())}
    assert could_be - RESERVED == set()


def test_an_environment_is_an_account_and_one_of_its_regions() -> None:
    known = environments([Account("210987654321", "prod", ROLE, "sesame", ("eu-west-1", "us-east-1"))])
    assert known == {
        ("210987654321", "eu-west-1"): Environment("210987654321", "eu-west-1", "prod", ROLE, "sesame"),
        ("210987654321", "us-east-1"): Environment("210987654321", "us-east-1", "prod", ROLE, "sesame"),
    }
