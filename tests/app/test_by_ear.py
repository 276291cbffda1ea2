"""Somebody who only hears Slack: from the texts of messages and what buttons are called, all can be used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.commands.forcealarm.what import SHORTCUT as WHAT
from app.commands.scale.pick import PICK
from app.commands.scale.pick import SHORTCUT as PICKS
from sandbox.slack.threaded import RunningSlack
from tests.accessible import heard, problems, spoken, unsaid
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.commands.alarms.audit.conftest import account, fronts
from tests.app.commands.alarms.audit.world import World
from tests.app.commands.forcealarm.drills.gameday import gameday, pass_by, told
from tests.app.home.people import home_of, open_home
from tests.app.people import by_name, modal_of, type_in
from tests.fakes.aws import ALARM_ARN, alarm
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

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
        newest = self.newest()
        assert unsaid(newest) == []
        return by_name(newest["text"])

    def presses(self, called: str) -> str:
        """The one thing in the newest message that is called so."""
        newest = self.newest()
        how = spoken(newest)[called]
        assert self.bellhop.slack.act(user="U0ANA", channel=CHANNEL, ts=newest["ts"], **how)["ok"]
        self.bellhop.work()
        return self.hears()

    def newest(self) -> dict[str, Any]:
        return [each for each in self.bellhop.slack.messages(CHANNEL) if each["ephemeral_to"] in ("", "U0ANA")][-1]


@pytest.fixture
def ana(listening_bellhop: Bellhop) -> Listener:
    for name in ("web-high-cpu", "web-5xx"):
        listening_bellhop.cloudwatch.add(replace(alarm(name, "ALARM"), arn=f"{ALARM_ARN}{name}"))
    ring(listening_bellhop, cloudwatch_says("OK", "ALARM"))
    return Listener(listening_bellhop)


def test_forcealarm_says_what_would_be_triggered_and_what_came_of_a_yes(ana: Listener) -> None:
    assert "`web-5xx`" in ana.types("/forcealarm")
    asked = ana.types("/forcealarm web-* OK because of a drill")
    assert "`web-high-cpu` (in ALARM): notify the topic `bellhop-alarms` (1 queue)" in asked
    assert "`web-5xx`: It is not set yet." in ana.presses("Set 2 to OK web-*")
    ana.bellhop.clock.advance(30)
    ana.bellhop.work()
    assert "not set yet" not in ana.hears()
    assert {each.state for each in ana.bellhop.cloudwatch.alarms()} == {"OK"}


def test_a_drill_is_picked_begun_heard_and_stopped(slack: RunningSlack, clock: SetClock) -> None:
    with gameday(slack, clock) as bellhop:
        ana = Listener(bellhop)
        assert "There is no drill `dtabase`" in ana.types("/forcealarm drill dtabase")
        asked = ana.presses("database – asks for this drill")
        assert "• `db-2` (in OK), ALARM at once: notify the topic `bellhop-alarms` (1 queue)." in asked
        assert "• `db-1`: not set yet." in ana.presses("Start the drill database")
        pass_by(bellhop, 8)
        assert "• `db-1`: set to ALARM, card after 1 s." in by_name(told(bellhop))
        running = next(each for each in bellhop.slack.messages(CHANNEL) if "Stop the drill database" in spoken(each))
        how = spoken(running)["Stop the drill database"]
        assert bellhop.slack.act(user="U0ANA", channel=CHANNEL, ts=running["ts"], **how)["ok"]
        pass_by(bellhop, 8)
        assert "Every alarm, mute and size is as it was before." in by_name(told(bellhop))


def test_alarms_lists_shows_and_mutes(ana: Listener) -> None:
    assert "*2 alarms are not OK*, worst first." in ana.types("/alarms")
    shown = ana.presses("Show web-5xx")
    assert "ALARM: web-5xx" in shown and "*Last changes*" in shown
    assert "ana muted `web-5xx` until" in ana.presses("Mute for 1 hour web-5xx")
    shown = ana.types("/alarms web-5xx")
    assert "Muted until" in shown and "by ana. No action is triggered." in shown and "rule" not in shown
    assert "ana unmuted `web-5xx`." in ana.presses("Unmute web-5xx")


def test_what_may_be_meant_are_buttons_that_say_what_they_do(ana: Listener) -> None:
    ana.types("/alarms web")
    assert set(spoken(ana.newest())) == {f"{name} – shows this alarm" for name in ("web-5xx", "web-high-cpu")}
    assert "ALARM: web-5xx" in ana.presses("web-5xx – shows this alarm")


def test_a_plan_for_several_alarms_names_them_and_is_answered(ana: Listener) -> None:
    asked = ana.types("/alarms mute web-* for 2h because of a release")
    assert "`web-5xx`" in asked and "`web-high-cpu`" in asked
    assert "ana muted *2 alarms*" in ana.presses("Mute 2 alarms web-*")


def test_an_audit_says_what_is_wrong_and_fixes_it(account: World) -> None:
    account.put("deaf", AlarmActions=[])
    ana = Listener(account.bellhop)
    assert "`deaf` has no action for ALARM. It goes off, and nobody is told." in ana.types("/alarms audit")
    assert "ana let `deaf` notify Bellhop when it goes to ALARM and to OK." in ana.presses("Notify Bellhop deaf")
    assert "Undone by ana" in ana.presses("Undo deaf")


def test_the_home_tab_says_what_is_not_ok_and_what_one_can_do_about_it(ana: Listener) -> None:
    view = open_home(ana.bellhop)
    said = heard(view)
    for words in ("2 not OK", "*ALARM*  `web-high-cpu` 93.2 %", "`web`: desired 2, 2 in service (min 1, max 8)"):
        assert words in said
    how = spoken(view)["Acknowledge web-high-cpu"]
    assert ana.bellhop.slack.act(user="U0ANA", view_id=view["id"], **how)["ok"]
    ana.bellhop.work()
    assert "Acknowledged by ana" in by_name(heard(home_of(ana.bellhop)))
    assert problems(view) == []


def test_shortcuts_say_which_alarm_a_message_is_about_and_which_group_is_scaled(ana: Listener) -> None:
    ts = ana.bellhop.slack.act(app="Mail", channel=CHANNEL, text="web-5xx is red")["response"]["ts"]
    ana.bellhop.slack.act(user="U0ANA", channel=CHANNEL, ts=ts, shortcut=WHAT.name)
    ana.bellhop.work()
    assert ":red_circle: *web-5xx* is in *ALARM*." in ana.hears()
    ana.bellhop.slack.act(user="U0ANA", shortcut=PICKS.name)
    ana.bellhop.work()
    modal = modal_of(ana.bellhop)
    assert "Which group?" in heard(modal["view"])
    ana.bellhop.slack.act(user="U0ANA", view_id=modal["id"], action_id=PICK, value="web")
    ana.bellhop.work()
    form = modal_of(ana.bellhop)
    assert "desired" in heard(form["view"]).casefold()
    ana.bellhop.slack.act(user="U0ANA", view_id=form["id"], values={"desired": "4", "channel": CHANNEL})
    ana.bellhop.work()
    assert "ana set *web* from 2 to 4" in ana.hears()
