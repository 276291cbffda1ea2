"""The Home tab in conversation: opened, pressed, kept up to date while somebody looks, and for no longer."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.models.views import View

from app.base.errors import Later
from app.config.configuration import Configuration
from app.config.guards import Guard
from app.home import publish
from app.home.publish import EVERY
from app.home.viewers import Viewers
from app.slack.client import Slack
from app.slack.errors import SlackLater, Unanswered
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.home.people import home_of, open_home, press_home, words_of
from tests.app.people import type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web
from tests.menus import press_of

pytestmark = pytest.mark.slow


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    listening_bellhop.cloudwatch.add(alarm(state="ALARM"))
    ring(listening_bellhop, cloudwatch_says("OK", "ALARM"))
    return listening_bellhop


def wait(bellhop: Bellhop, seconds: float) -> None:
    """Time passes, and what is due is done."""
    for _ in range(round(seconds / EVERY.total_seconds()) + 1):
        bellhop.clock.advance(EVERY.total_seconds())
        bellhop.work()


def published(slack: RunningSlack) -> int:
    return [call["method"] for call in slack.calls()].count("views.publish")


def test_at_a_glance_it_shows_what_is_not_ok_what_runs_the_groups_and_what_was_done(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 because sale")
    wait(bellhop, 40)
    said = words_of(open_home(bellhop))
    assert "*ALARM*  `web-high-cpu`" in said and "*ALARM*  `web-5xx`" in said
    assert "`web`: desired 4, 4 in service (min 1, max 8)  `▰▰▰▰▰·····`" in said
    assert "<@U0ANA> set *web* from 2 to 4 because sale" in said.replace("|", "")
    assert "2 not OK · 0 running · 0 waiting for you" in said


def test_a_guest_whom_slack_shows_no_other_channels_reads_there_what_is_their_own(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 because sale")
    wait(bellhop, 40)
    said = words_of(open_home(bellhop, "U0EVE"))
    assert "sale" not in said and "1 change of others in conversations that you may not be in" in said
    wait(bellhop, 40)
    assert words_of(home_of(bellhop, "U0EVE")) == said


def test_a_change_that_runs_says_how_far_it_is(bellhop: Bellhop) -> None:
    bellhop.scaling.is_slow = True
    type_in(bellhop, "/scale web 4")
    said = words_of(open_home(bellhop))
    assert "1 running" in said and "2 of 4 in service" in said


def test_an_incidents_buttons_act_as_on_its_card_and_the_answer_is_at_the_top(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    open_home(bellhop)
    view = press_home(bellhop, "alarm_ack")
    assert "Acknowledged. The card shows your name" in words_of(view)
    assert "Acknowledged by <@U0ANA>" in words_of(view)
    assert "Acknowledged by <@U0ANA>" in str(cards(slack)[-1]["blocks"])
    assert slack.messages("D0ANA") == []
    assert "The card shows your name" not in words_of(open_home(bellhop))


def test_a_press_there_that_came_late_is_asked_again_there_and_is_no_bug(
    bellhop: Bellhop, slack: RunningSlack, caplog: pytest.LogCaptureFixture
) -> None:
    view = open_home(bellhop)
    slack.act(user="U0ANA", view_id=view["id"], **press_of(view, "alarm_ack"))
    bellhop.clock.advance(1200)
    bellhop.work()
    assert "so *nothing was done*" in words_of(home_of(bellhop))
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert "Acknowledged by <@U0ANA>" in words_of(press_home(bellhop, "job_again"))


def test_scale_on_it_opens_the_form_that_asks_where_to_tell_it(bellhop: Bellhop, slack: RunningSlack) -> None:
    view = open_home(bellhop)
    slack.act(user="U0ANA", view_id=view["id"], action_id="scale_open:0")
    bellhop.work()
    modal = slack.state("U0ANA")["views"][-1]
    assert slack.act(user="U0ANA", view_id=modal["id"], values={"desired": "3", "channel": "C0OPS"})["ok"]
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 3)]
    assert "from 2 to 3" in slack.messages("C0OPS")[-1]["text"]


def test_a_request_that_waits_for_approval_is_shown_to_others_and_can_be_approved_there(
    slack: RunningSlack, clock: SetClock
) -> None:
    guards = (Guard(group="*", approvals=1),)
    bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=guards))
    with listening(bellhop):
        type_in(bellhop, "/scale web 4")
        assert "0 waiting for you" in words_of(open_home(bellhop, "U0ANA"))
        assert "<@U0ANA> wants to set" in words_of(open_home(bellhop, "U0BO")).replace("|", "")
        assert "0 waiting for you" in words_of(press_home(bellhop, "scale_approve", "U0BO"))
        assert bellhop.scaling.changes == [("web", 4)]


def test_what_changes_while_somebody_looks_is_shown_and_nothing_else_is_published(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    open_home(bellhop)
    wait(bellhop, 60)
    assert published(slack) == 1
    bellhop.cloudwatch.add(alarm(state="OK"))
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    wait(bellhop, 20)
    assert published(slack) == 2
    assert "web-high-cpu" not in words_of(home_of(bellhop)).replace("chart", "")
    assert "1 not OK" in words_of(home_of(bellhop))


def test_one_look_serves_all_who_look_and_slacks_pace_is_kept(bellhop: Bellhop, slack: RunningSlack) -> None:
    users = [f"U0N{number:03}" for number in range(40)]
    for user in users:
        slack.add_member(user, user.lower())
        open_home(bellhop, user)
    before, looks = published(slack), len(bellhop.cloudwatch.pages)
    bellhop.scaling.set_desired("web", 3)
    wait(bellhop, 0)
    assert published(slack) - before == 30
    assert len(bellhop.cloudwatch.pages) - looks == 2
    wait(bellhop, 0)
    assert published(slack) - before == 40
    assert all("desired 3" in words_of(home_of(bellhop, user)) for user in users)


def test_half_an_hour_after_the_last_one_opened_theirs_no_timer_is_left(bellhop: Bellhop, slack: RunningSlack) -> None:
    open_home(bellhop)
    wait(bellhop, 1200)
    open_home(bellhop, "U0BO")
    wait(bellhop, 3700)
    bellhop.scaling.set_desired("web", 3)
    count = published(slack)
    wait(bellhop, 3700)
    assert published(slack) == count
    assert not [waiting for waiting in bellhop.watch._waiting if '"home"' in waiting.text]
    assert "desired 3" in words_of(open_home(bellhop))
    bellhop.scaling.set_desired("web", 4)
    wait(bellhop, 20)
    assert "desired 4" in words_of(home_of(bellhop))


def test_who_opens_theirs_as_the_last_look_ends_is_kept_up_to_date(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_home(bellhop)
    change, moments = Viewers.change, iter(["the last look ends"])

    def opened_before(self: Viewers, how: Any) -> Any:
        """Between the reading and the ending."""
        if not self.still(self.looking()) and next(moments, ""):
            publish.opened("U0BO", bellhop.parts)
        return change(self, how)

    monkeypatch.setattr(Viewers, "change", opened_before)
    wait(bellhop, 1820)
    bellhop.scaling.set_desired("web", 3)
    wait(bellhop, 20)
    assert "desired 3" in words_of(home_of(bellhop, "U0BO"))


def test_opening_it_again_starts_no_second_timer(bellhop: Bellhop) -> None:
    for _ in range(5):
        open_home(bellhop)
    assert sum('"home"' in text for text in bellhop.watch.texts) == 1


def test_a_timer_that_fires_twice_leaves_one_timer(bellhop: Bellhop) -> None:
    open_home(bellhop)
    first = bellhop.watch.texts[-1]
    for _ in range(3):
        bellhop.watch.put(first)
    wait(bellhop, 0)
    bellhop.clock.advance(EVERY.total_seconds() * 10)
    assert len([waiting for waiting in bellhop.watch._waiting if '"home"' in waiting.text]) == 1


def test_a_retried_opening_is_one(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.act(user="U0ANA", home="home")
    text = bellhop.jobs.texts[-1]
    bellhop.work()
    event = {"Records": [{"messageId": "m", "body": text, "attributes": {}}]}
    bellhop.worker.take(event)
    assert published(slack) == 1


def test_the_messages_tab_publishes_nothing(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.act(user="U0ANA", home="messages")
    bellhop.work()
    assert published(slack) == 0


def test_filters_and_pages_are_kept_for_each_person(bellhop: Bellhop) -> None:
    for number in range(25):
        bellhop.cloudwatch.add(alarm(f"db-{number:02}", "ALARM"))
    view = open_home(bellhop)
    assert "1 to 10 of 27" in words_of(view)
    view = press_home(bellhop, "home_page:alarms-1")
    assert "11 to 20 of 27" in words_of(view)
    view = press_home(bellhop, "home_words", value="WEB")
    assert "1 to 10" not in words_of(view) and "db-" not in words_of(view)
    assert "25 of those that are not OK are hidden" in words_of(view)
    assert "web-5xx" in words_of(open_home(bellhop)), "kept"
    assert "1 to 10 of 27" in words_of(open_home(bellhop, "U0BO")), "each their own"
    press_home(bellhop, "home_words", value="")
    press_home(bellhop, "alarm_ack")
    view = press_home(bellhop, "home_show", value="mine")
    assert "*ALARM*  `web-high-cpu`" in words_of(view) and "web-5xx" not in words_of(view)
    assert "web-high-cpu" not in words_of(press_home(bellhop, "home_show", value="unacknowledged"))


def test_where_the_tab_is_off_nobody_waits_for_it(
    bellhop: Bellhop, slack: RunningSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.set_home_tab(False)
    with caplog.at_level(logging.WARNING):
        slack.act(user="U0ANA", home="home")
        bellhop.work()
    assert [record.message for record in caplog.records] == ["home not shown"]
    wait(bellhop, 60)
    assert published(slack) == 1
    assert slack.messages("D0ANA") == []


@pytest.mark.parametrize("problem", [Unanswered, SlackLater])
def test_whose_tab_slack_does_not_take_keeps_nobody_else_from_theirs(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch, problem: type[SlackLater]
) -> None:
    open_home(bellhop)
    open_home(bellhop, "U0BO")
    publish_home = Slack.publish_home

    def published_home(door: Slack, user_id: str, view: View) -> None:
        if user_id == "U0ANA":
            raise problem("Slack did not take views.publish now (internal_error).", wait=2, maybe_done=True)
        publish_home(door, user_id, view)

    monkeypatch.setattr(Slack, "publish_home", published_home)
    type_in(bellhop, "/scale web 4 because sale")
    wait(bellhop, 60)
    assert "sale" in words_of(home_of(bellhop, "U0BO"))
    assert "sale" not in words_of(home_of(bellhop))

    monkeypatch.undo()
    wait(bellhop, 40)
    assert "sale" in words_of(home_of(bellhop))


def test_what_aws_refuses_leaves_the_rest(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.base.errors import Refused

    def refuse(*_: Any) -> Any:
        raise Refused("Bellhop may not list the groups.")

    monkeypatch.setattr(bellhop.scaling, "groups", refuse)
    said = words_of(open_home(bellhop))
    assert "Bellhop may not list the groups." in said and "web-high-cpu" in said


def test_what_aws_cannot_do_now_is_tried_again(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    groups, refusals = bellhop.scaling.groups, [Later("Throttled.")]

    def later() -> Any:
        if refusals:
            raise refusals.pop()
        return groups()

    monkeypatch.setattr(bellhop.scaling, "groups", later)
    bellhop.slack.act(user="U0ANA", home="home")
    bellhop.work()
    bellhop.clock.advance(60)
    bellhop.work()
    assert "web-high-cpu" in words_of(home_of(bellhop))


def test_with_ten_thousand_alarms_and_a_thousand_groups_the_calls_are_few(slack: RunningSlack, clock: SetClock) -> None:
    groups = tuple(replace(web(), name=f"group-{number:04}") for number in range(1000))
    bellhop = Bellhop(slack, clock, groups=groups)
    for number in range(10_000):
        bellhop.cloudwatch.add(alarm(f"alarm-{number:05}", ("ALARM", "OK", "INSUFFICIENT_DATA")[number % 3]))
    with listening(bellhop):
        view = open_home(bellhop)
    assert len(bellhop.cloudwatch.pages) == 3
    assert len(view["blocks"]) <= 100
    assert "300+ not OK" in words_of(view)
    assert "1 to 20 of 1000" in words_of(view)
