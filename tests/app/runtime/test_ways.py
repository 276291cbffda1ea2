"""Which ways there are, by bellhop.toml and the deployment."""

from __future__ import annotations

from dataclasses import replace

from app.config.configuration import Configuration, SlackChannel
from app.runtime.ways import ways
from tests.fakes.aws import HOME
from tests.fakes.clock import SetClock
from tests.fakes.elsewhere import IRELAND, PROD, ROLE


def test_home_is_no_way_and_only_what_is_deployed_is_open() -> None:
    own = replace(PROD, id=HOME.account, name="tools", role="arn:aws:iam::123456789012:role/b", regions=(HOME.region,))
    configuration = Configuration(SlackChannel("#alarms"), accounts=(own, PROD))
    doors, home = ways(configuration, HOME, frozenset({ROLE}), SetClock())
    assert set(doors.environments) == {IRELAND}
    assert home.ways == {IRELAND}
    doors, home = ways(configuration, HOME, frozenset(), SetClock())
    assert set(doors.environments) == {IRELAND}
    assert home.ways == frozenset()
