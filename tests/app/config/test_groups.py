"""[[group]] of bellhop.toml: read, and what is wrong in one named so that it can be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import Misconfigured
from app.config.configuration import read_configuration
from app.config.groups import AlarmGroup

SLACK = "[slack]\nchannel = '#alarms'\n"


def read(folder: Path, text: str) -> tuple[AlarmGroup, ...]:
    file = folder / "bellhop.toml"
    file.write_text(SLACK + text, encoding="utf-8")
    return read_configuration(str(file), str).groups


def test_lines_are_read_in_their_order(tmp_path: Path) -> None:
    text = "[[group]]\nname = 'web'\nalarm = 'a-*'\n[[group]]\nname = 'worker'\ntags = { service = 'shop' }\n"
    assert read(tmp_path, text) == (AlarmGroup("web", "a-*"), AlarmGroup("worker", "", {"service": "shop"}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[group]]\nalarm = 'a-*'", "[group, number 1] must say which group it means"),
        ("[[group]]\nname = 'web'", "[group, number 1] must say which alarms are about the group"),
        ("[[group]]\nname = 'web'\nalarms = 'a-*'", "[group, number 1] has an unknown key `alarms`"),
        ("[group]\nname = 'web'", "`group` is a table, it must be tables"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as refused:
        read(tmp_path, text)
    assert said in str(refused.value)
