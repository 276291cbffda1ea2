"""The Bolt App: every listener by its own name, acknowledged at once, modals opened before any worker ran."""

from __future__ import annotations

import json
import logging
from collections import Counter
from typing import Any

import pytest
from slack_bolt import BoltRequest

from app.base.errors import Later
from app.card_actions.catalogue import ALARM_BUTTONS, ALARM_MODALS
from app.commands.catalogue import COMMANDS
from app.home.catalogue import HOME_BUTTONS, HOME_OPENED
from app.listeners.job import Job, from_text, job_id
from app.listeners.listener import Button, Command, Entry, Modal
from app.runtime import bolt
from app.runtime.bolt import UNKNOWN_FORM
from app.runtime.entries import UNKNOWN_BUTTON, catalogue_entries
from app.runtime.run import FORM_NOT_SEEN
from app.runtime.said import SAID
from app.slack.interactions import Reply
from app.slack.messages.buttons import LINK, OPEN_SCALE
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.people import modal_of, open_form, press, seen, submit
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def last_job(bellhop: Bellhop) -> Job:
    return from_text(bellhop.jobs.texts[-1])


def alarm_card(bellhop: Bellhop) -> dict[str, Any]:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    return {**cards(bellhop.slack)[-1], "channel": "C0ALARMS"}


def click(action_id: str, value: str = "") -> dict[str, Any]:
    return {
        "type": "block_actions",
        "user": {"id": "U0ANA", "team_id": "T0SANDBOX"},
        "channel": {"id": "C0OPS"},
        "trigger_id": "1.2.3",
        "actions": [{"action_id": action_id, "block_id": "b", "type": "button", "value": value}],
    }


def test_every_listener_of_the_catalogue_has_a_name_of_its_own() -> None:
    entries = catalogue_entries()
    buttons = [button.name for command in COMMANDS for button in command.buttons]
    buttons += [button.name for button in (*ALARM_BUTTONS, *HOME_BUTTONS, HOME_OPENED)]
    modals = [modal.name for command in COMMANDS for modal in command.modals]
    modals += [modal.name for modal in ALARM_MODALS]
    shortcuts = [each.name for command in COMMANDS for each in command.shortcuts]
    names = [SAID.name, *shortcuts, *(command.name for command in COMMANDS), *buttons, *modals]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert len(entries) == len(names) + 2


def test_a_command_is_acknowledged_at_once_and_becomes_a_job(bellhop: Bellhop, slack: RunningSlack) -> None:
    answer = slack.act(user="U0ANA", channel="C0OPS", command="/scale web 4")
    assert (answer["ok"], answer["status"], answer.get("response")) == (True, 200, None)
    job = last_job(bellhop)
    assert (job.function, job.topic, job.body["text"]) == ("/scale", "scale:web", "web 4")
    assert bellhop.scaling.changes == []


def test_the_edge_asks_slack_nothing_for_a_command(bellhop: Bellhop, slack: RunningSlack) -> None:
    bellhop.command("/scale web 4")
    assert slack.calls() == []


def test_a_job_carries_when_it_was_asked_and_the_id_of_those_bytes(bellhop: Bellhop, clock: SetClock) -> None:
    event = bellhop.signed("command=%2Fecho&text=hello&user_id=U0ANA")
    bellhop.edge(event)
    job = last_job(bellhop)
    assert job.asked_at == clock()
    assert job.id == job_id(event["headers"]["x-slack-request-timestamp"], event["body"])


def test_slacks_verification_token_does_not_reach_the_queue(bellhop: Bellhop) -> None:
    bellhop.command("/echo hello")
    assert "verification-token" not in bellhop.jobs.texts[-1]


def test_a_command_that_only_looks_acts_on_nothing(bellhop: Bellhop) -> None:
    for text in ("/scale", "/scale web", "/scale web x", "/forcealarm", "/forcealarm web-high-cpu", "/echo hi"):
        bellhop.command(text)
        assert last_job(bellhop).topic == "", text


def test_a_command_may_have_the_word_payload_in_it(bellhop: Bellhop) -> None:
    """Bolt takes a form with that word for an interaction's."""
    assert bellhop.command("/echo payload-worker 4")["statusCode"] == 200
    assert last_job(bellhop).body["text"] == "payload-worker 4"


def test_an_unknown_command_is_told_that_two_versions_do_not_fit(bellhop: Bellhop) -> None:
    answer = bellhop.command("/nope now")
    assert answer["statusCode"] == 200
    assert "does not know `/nope`" in answer["body"]
    assert bellhop.jobs.texts == []


def test_a_button_of_another_version_tells_who_pressed_it(bellhop: Bellhop) -> None:
    assert bellhop.edge(bellhop.interaction(click("of_another_version")))["statusCode"] == 200
    bellhop.work()
    assert seen(bellhop) == [UNKNOWN_BUTTON]


UNKNOWN_REQUESTS: dict[str, dict[str, Any]] = {
    "shortcut": {"type": "shortcut", "callback_id": "gone", "trigger_id": "1.2.3"},
    "message_action": {"type": "message_action", "callback_id": "gone", "message": {"ts": "1.0"}},
    "view_closed": {"type": "view_closed", "view": {"type": "modal", "callback_id": "gone"}},
    "block_suggestion": {"type": "block_suggestion", "action_id": "gone", "block_id": "b", "value": "x"},
    "of a later year": {"type": "hologram", "callback_id": "gone"},
    "of no type": {},
}


@pytest.mark.parametrize("payload", UNKNOWN_REQUESTS.values(), ids=UNKNOWN_REQUESTS)
def test_what_nobody_knows_is_acknowledged_and_logged_once(
    payload: dict[str, Any], bellhop: Bellhop, caplog: pytest.LogCaptureFixture
) -> None:
    about = {"user": {"id": "U0ANA"}, "team": {"id": "T0SANDBOX"}}
    with caplog.at_level(logging.INFO):
        answer = bellhop.edge(bellhop.interaction({**about, **payload}))
    (line,) = [record for record in caplog.records if record.message == "unknown request"]
    assert (answer["statusCode"], line.__dict__["type"]) == (200, payload.get("type", ""))
    assert bellhop.jobs.texts == []


def test_an_unknown_menu_that_asks_for_options_gets_none(bellhop: Bellhop) -> None:
    answer = bellhop.edge(bellhop.interaction({"user": {"id": "U0ANA"}, **UNKNOWN_REQUESTS["block_suggestion"]}))
    assert json.loads(answer["body"]) == {"options": []}


@pytest.mark.parametrize("kind", ["reaction_added", "team_join", "of_a_later_year"])
def test_an_event_that_nobody_asked_for_is_acknowledged_and_logged_once(
    kind: str, bellhop: Bellhop, caplog: pytest.LogCaptureFixture
) -> None:
    event = {"type": kind, "user": "U0ANA", "channel": "C0OPS", "text": "hello", "ts": "1.0"}
    body = json.dumps({"type": "event_callback", "team_id": "T0SANDBOX", "event": event})
    with caplog.at_level(logging.INFO):
        answer = bellhop.edge(bellhop.signed(body, **{"content-type": "application/json"}))
    assert answer["statusCode"] == 200
    assert [record.__dict__["type"] for record in caplog.records if record.message == "unknown request"] == [kind]
    assert "hello" not in caplog.text


def test_a_form_of_another_version_says_so_in_the_form(bellhop: Bellhop, caplog: pytest.LogCaptureFixture) -> None:
    view = {"type": "modal", "callback_id": "of_another_version", "state": {"values": {}}}
    with caplog.at_level(logging.INFO):
        answer = bellhop.edge(bellhop.interaction({"type": "view_submission", "user": {"id": "U0ANA"}, "view": view}))
    told = json.loads(answer["body"])
    assert (told["response_action"], told["view"]["blocks"][0]["text"]["text"]) == ("update", UNKNOWN_FORM)
    assert [record.message for record in caplog.records] == ["unknown request"]
    assert bellhop.jobs.texts == []


def test_a_check_or_a_form_with_a_bug_queues_no_job(bellhop: Bellhop, caplog: pytest.LogCaptureFixture) -> None:
    def break_down(*_: Any) -> Any:
        raise ZeroDivisionError

    entries: dict[str, Entry] = {
        "modal:broken": Modal("broken", lambda _: "scale:web", break_down, check=break_down),
        "button:broken": Button("broken", opens=break_down),
    }
    jobs: list[Job] = []
    app = bolt.build_app(bellhop.parts.slack, entries, bolt.Runner(entries, jobs.append, bellhop.clock))
    view = {"type": "modal", "callback_id": "broken", "state": {"values": {}}}
    for payload in ({"type": "view_submission", "user": {"id": "U0ANA"}, "view": view}, click("broken")):
        answer = app.dispatch(BoltRequest(body=payload, mode="socket_mode"))
        assert answer.status == 500
    assert jobs == []
    assert [record.message for record in caplog.records] == ["listener failed"] * 2


@pytest.mark.parametrize(("words", "topic"), [("now", "shop:now"), ("help", ""), ("?", ""), ("--help", "")])
def test_who_asks_for_help_acts_on_nothing_whatever_a_command_makes_of_the_word(
    words: str, topic: str, bellhop: Bellhop
) -> None:
    """Else guests may not ask, and everybody waits for the others."""
    command = Command("/ship", "NOW", "Ship it", lambda *_: Reply.nothing(), acts_on=lambda typed: f"shop:{typed.text}")
    entries: dict[str, Entry] = {command.name: command}
    jobs: list[Job] = []
    app = bolt.build_app(bellhop.parts.slack, entries, bolt.Runner(entries, jobs.append, bellhop.clock))
    payload = {"command": "/ship", "text": words, "user_id": "U0ANA", "channel_id": "C0OPS"}
    assert app.dispatch(BoltRequest(body=payload, mode="socket_mode")).status == 200
    assert [job.topic for job in jobs] == [topic]


@pytest.mark.parametrize("payload", [{"user": "U0ANA"}, {"view": 1}, {"actions": "x"}, {"team": []}, {"channel": 3}])
def test_whatever_is_signed_nothing_escapes_the_handler(payload: dict[str, Any], bellhop: Bellhop) -> None:
    for kind in ("block_actions", "view_submission", "shortcut", "event_callback", ""):
        answer = bellhop.edge(bellhop.interaction({"type": kind, **payload}))
        assert answer["statusCode"] in (200, 400)


def test_a_link_button_is_acknowledged_and_nothing_else_happens(bellhop: Bellhop) -> None:
    assert bellhop.edge(bellhop.interaction(click(f"{LINK}:cloudwatch")))["statusCode"] == 200
    assert bellhop.jobs.texts == []


def test_the_same_button_twice_in_a_message_is_told_apart_by_what_follows_its_name(bellhop: Bellhop) -> None:
    bellhop.edge(bellhop.interaction(click(f"{OPEN_SCALE}:1", "worker")))
    assert (last_job(bellhop).function, last_job(bellhop).topic) == (f"button:{OPEN_SCALE}", "scale:worker")


def test_a_modal_stands_open_before_any_worker_ran(bellhop: Bellhop) -> None:
    card = alarm_card(bellhop)
    assert press(bellhop, card, f"{OPEN_SCALE}:0")["ok"]
    modal = modal_of(bellhop)
    assert "Loading *web*" in json.dumps(modal["view"]["blocks"])
    assert last_job(bellhop).view_id == modal["id"]


def test_a_worker_that_takes_long_to_start_still_fills_the_modal(bellhop: Bellhop, clock: SetClock) -> None:
    card = alarm_card(bellhop)
    press(bellhop, card, f"{OPEN_SCALE}:0")
    clock.advance(5)
    bellhop.work()
    assert "Desired capacity" in json.dumps(modal_of(bellhop)["view"]["blocks"])


def test_an_expired_trigger_opens_nothing_and_the_person_is_told_to_press_again(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    bellhop.edge(bellhop.interaction(click(f"{OPEN_SCALE}:0", "web")))
    bellhop.work()
    assert slack.state("U0ANA")["views"] == []
    assert seen(bellhop) == [FORM_NOT_SEEN]
    assert "Slack did not say" not in FORM_NOT_SEEN


def test_the_errors_of_a_modal_are_answered_at_once_and_start_no_job(bellhop: Bellhop) -> None:
    modal = open_form(bellhop)
    jobs = len(bellhop.jobs.texts)
    answer = submit(bellhop, modal, "99")
    assert answer["response"]["errors"] == {"desired": "web is limited to min 1, max 8."}
    assert modal_of(bellhop)["errors"] == {"desired": "web is limited to min 1, max 8."}
    assert len(bellhop.jobs.texts) == jobs


def test_a_good_modal_closes_and_its_job_is_done(bellhop: Bellhop, slack: RunningSlack) -> None:
    submit(bellhop, open_form(bellhop), "5")
    assert slack.state("U0ANA")["views"] == []
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 5)]


def test_a_group_that_is_gone_is_said_in_the_modal(bellhop: Bellhop) -> None:
    bellhop.scaling.remove("web")
    modal = open_form(bellhop)
    assert "The Auto Scaling group `web` no longer exists" in json.dumps(modal["view"]["blocks"])


def test_a_queue_that_takes_nothing_is_said_as_a_sentence_and_not_as_done(bellhop: Bellhop) -> None:
    bellhop.jobs.faults.append(Later("AWS did not answer."))
    answer = bellhop.command("/scale web 4")
    assert answer["statusCode"] == 200
    assert "nothing was done" in json.loads(answer["body"])["text"]


def test_where_the_queues_answer_is_lost_nobody_is_told_that_nothing_was_done(bellhop: Bellhop) -> None:
    put = bellhop.jobs.put

    def then_lost(text: str, **named: Any) -> None:
        put(text, **named)
        raise Later("AWS did not answer.", maybe_done=True)

    bellhop.jobs.put = then_lost  # type: ignore[method-assign]
    answer = bellhop.command("/scale web 4")
    assert answer["statusCode"] == 200
    said = json.loads(answer["body"])["text"]
    assert "cannot tell whether it took this in" in said
    assert "nothing was done" not in said


def test_a_click_that_the_queue_does_not_take_is_a_500_that_slack_shows(bellhop: Bellhop) -> None:
    bellhop.jobs.faults.append(Later("AWS did not answer."))
    assert bellhop.edge(bellhop.interaction(click("of_another_version")))["statusCode"] == 500


def test_the_lazy_headers_of_bolt_do_not_reach_a_listener(bellhop: Bellhop) -> None:
    orders = {"x-slack-bolt-lazy-only": "1", "x-slack-bolt-lazy-function-name": "/scale"}
    event = bellhop.signed("command=%2Fscale&text=web+4&user_id=U0ANA", **orders)
    assert bellhop.edge(event)["statusCode"] == 200
    assert [from_text(text).function for text in bellhop.jobs.texts] == ["/scale"]
    assert bellhop.scaling.changes == []


def test_an_unsigned_request_reaches_no_listener(bellhop: Bellhop, slack: RunningSlack) -> None:
    event = bellhop.signed("command=%2Fscale&text=web+4&user_id=U0ANA")
    for headers in ({}, {**event["headers"], "x-slack-signature": "v0=" + "0" * 64}):
        assert bellhop.edge({**event, "headers": headers})["statusCode"] == 401
    assert (bellhop.jobs.texts, slack.calls()) == ([], [])


def test_a_get_of_the_request_url_is_not_found(bellhop: Bellhop) -> None:
    event = bellhop.signed("")
    event["requestContext"]["http"]["method"] = "GET"
    assert bellhop.edge(event)["statusCode"] == 404


def test_a_job_for_a_listener_that_is_gone_is_a_bug_and_not_silence(bellhop: Bellhop, clock: SetClock) -> None:
    performer = bellhop.worker.performer
    with pytest.raises(LookupError, match="/gone"):
        performer.do(Job("id", "/gone", {"command": "/gone", "user_id": "U0ANA"}, clock()))
