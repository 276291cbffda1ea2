"""Somebody who only hears Slack: from the texts of messages and what buttons are called, all can be used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.commands.forcealarm.what import SHORTCUT as WHAT
from app.commands.scale.pick import SHORTCUT as PICKS
from tests.accessible import heard, spoken, unsaid
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.commands.alarms.audit.conftest import account, fronts
from tests.app.commands.alarms.audit.world import World
from tests.app.home.people import open_home
from tests.app.people import by_name, modal_of, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop

__all__ = ["account", "fronts"]
CHANNEL = "C0OPS"


class Listener:
    """Ana at #ops, to whom a screen reader reads what comes."""

    def __init__(self, bellhop: Bellhop) -> None:
        self.bellhop = bellhop

    def types(self, words: str) -> str:
        type_in(self.bellhop, words)
        return self.hears()

    def hears(self) -> str:
        """The newest message's text, which says all that its blocks say."""
        newest = self._newest()
        assert unsaid(newest) == []
        return by_name(newest["text"])

    def presses(self, called: str) -> str:
        """The one thing in the newest message that is called so."""
        newest = self._newest()
        how = spoken(newest)[called]
        assert self.bellhop.slack.act(user="U0ANA", channel=CHANNEL, ts=newest["ts"], **how)["ok"]
        self.bellhop.work()
        return self.hears()

    def _newest(self) -> dict[str, Any]:
        return [each for each in self.bellhop.slack.messages(CHANNEL) if each["ephemeral_to"] in ("", "U0ANA")][-1]


@pytest.fixture
def ana(listening_bellhop: Bellhop) -> Iterator[Listener]:
    listening_bellhop.cloudwatch.add(alarm("web-high-cpu", "ALARM"))
    ring(listening_bellhop, cloudwatch_says("OK", "ALARM"))
    return Listener(listening_bellhop)


def test_forcealarm(ana: Listener) -> None:
    ana.types("/forcealarm")
    asked = ana.types("/forcealarm web-* OK because of a drill")
    print(asked, list(spoken(ana._newest())))
    assert 0


def test_alarms(ana: Listener) -> None:
    listed = ana.types("/alarms")
    print(listed, list(spoken(ana._newest())))
    shown = ana.presses("Show web-high-cpu")
    print(shown, list(spoken(ana._newest())))
    assert 0


def test_audit(account: World) -> None:
    account.put("deaf", AlarmActions=[])
    ana = Listener(account.bellhop)
    found = ana.types("/alarms audit")
    print(found, list(spoken(ana._newest())))
    print(ana.presses("Notify Bellhop deaf"), list(spoken(ana._newest())))
    assert 0


def test_home(ana: Listener) -> None:
    view = open_home(ana.bellhop)
    print(heard(view))
    assert 0


def test_shortcuts(ana: Listener) -> None:
    ts = ana.bellhop.slack.act(app="Mail", channel=CHANNEL, text="web-5xx is red")["response"]["ts"]
    ana.bellhop.slack.act(user="U0ANA", channel=CHANNEL, ts=ts, shortcut=WHAT.name)
    ana.bellhop.work()
    print(ana.hears(), list(spoken(ana._newest())))
    ana.bellhop.slack.act(user="U0ANA", shortcut=PICKS.name)
    ana.bellhop.work()
    print(modal_of(ana.bellhop)["view"])
    assert 0
