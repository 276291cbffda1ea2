"""A bellhop.toml with everything in it, and what the start says of one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import Misconfigured
from app.config.configuration import read_configuration


def complaint(tmp_path: Path, toml: str | bytes) -> str:
    """What the start says of this bellhop.toml, its path written as FILE."""
    file = tmp_path / "bellhop.toml"
    file.write_bytes(toml if isinstance(toml, bytes) else toml.encode())
    with pytest.raises(Misconfigured) as stopped:
        read_configuration(str(file), str)
    return str(stopped.value).replace(str(file), "FILE")


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
