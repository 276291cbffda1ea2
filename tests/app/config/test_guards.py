"""[[guard]] of bellhop.toml: read, and what is wrong in one named so that it can be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import Misconfigured
from app.config.configuration import read_configuration
from tests.app.config.bellhop_toml import COMPLETE, complaint


@pytest.mark.parametrize(
    ("lines", "said"),
    [
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
        ("[[guard]]\nalarm = 'web'\nmay = ['kill']", 'FILE: [guard, number 1] `may` has "kill", it must be among ack'),
        ("[[guard]]\nalarm = 'web'\nmay = []", "FILE: [guard, number 1] `may` is an empty list"),
        ("[[guard]]\ngroup = 'web'\nmay = ['mute']", "FILE: [guard, number 1] `may` is about what is done to an alarm"),
        ("[[guard]]\nalarm = 'web'\nmax = 8", "FILE: [guard, number 1] `max` is about the size of a group, and this"),
        ("[[guard]]\nalarm = 'web'\napprovals = 0", "FILE: [guard, number 1] `approvals` is about the size of a group"),
    ],
)
def test_what_is_wrong_with_a_guard_is_named_with_table_and_key(lines: str, said: str, tmp_path: Path) -> None:
    assert complaint(tmp_path, f'[slack]\nchannel = "#a"\n{lines}\n').startswith(said)


def test_guards_are_read(tmp_path: Path) -> None:
    file = tmp_path / "bellhop.toml"
    file.write_text(COMPLETE)
    first, second = read_configuration(str(file), str).guards
    assert (first.group, first.users, first.usergroups) == ("web-*", ("U0ANA",), ("S0OPS",))
    assert first.channels == ("#ops", "C0SHOP")
    assert (first.max, first.step, first.confirm_above, first.approvals) == (20, 4, 10, 2)
    assert (second.alarm, second.max, second.step, second.confirm_above, second.approvals) == ("*", None, None, None, 0)


def test_a_guard_names_accounts_by_their_numbers_or_names(tmp_path: Path) -> None:
    file = tmp_path / "bellhop.toml"
    account = "[[account]]\nid = '210987654321'\nname = 'prod'\nregions = 'eu-west-1'\n"
    guard = "[[guard]]\ngroup = 'web'\naccount = {}\nregion = 'eu-west-1'\n"
    slack = "[slack]\nchannel = '#alarms'\n"
    file.write_text(slack + account + guard.format("['Prod', '123456789012']"))
    (read,) = read_configuration(str(file), str).guards
    assert (read.account, read.region) == (("210987654321", "123456789012"), ("eu-west-1",))
    for wrong, said in (("'dev'", '`account` has "dev"'), ("[]", "`account` is an empty list")):
        file.write_text(slack + account + guard.format(wrong))
        with pytest.raises(Misconfigured, match=said):
            read_configuration(str(file), str)
