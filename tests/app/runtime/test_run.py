"""Work: who may, what is done at most once, what becomes of what came too late, and what waits."""

from __future__ import annotations

import json
import threading

import pytest

from app.access.guards import GUEST, STRANGER
from app.aws.scaling import Group
from app.base.errors import Later, Untold
from app.commands.scale.buttons import CONFIRM
from app.listeners.job import Job, from_text
from app.listeners.kept_jobs import KeptJobs
from app.queues.backoff import wait_of
from app.queues.queue import MAX_RECEIVES
from app.runtime.run import (
    CANNOT_TELL,
    DONE_ALREADY,
    FORGOTTEN,
    FORM_NOT_SEEN,
    FORM_STALE,
    IS_DONE,
    IS_NOT_DONE,
    OLDER,
    PRESSED_ALREADY,
)
from app.slack.messages.buttons import ACKNOWLEDGE, DO_IT_NOW, MUTE, OPEN_SCALE, UNDO, actions, button, scale_button
from app.slack.messages.message import Message, sentence
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.people import modal_of, open_form, press, seen, submit, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.scaling import FakeAutoScaling, web

pytestmark = pytest.mark.slow

TWENTY_MINUTES = 20 * 60


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


FORCE = "/forcealarm web-high-cpu ALARM"


def offered(bellhop: Bellhop, command: str = FORCE) -> dict[str, str]:
    """A command that was worked on too late, and the message that offers it again."""
    bellhop.slack.act(user="U0ANA", channel="C0OPS", command=command)
    bellhop.clock.advance(TWENTY_MINUTES)
    bellhop.work()
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


def wait_and_work(bellhop: Bellhop, hours: float = 1) -> None:
    """Let the clock run, working on what comes due on the way."""
    end = bellhop.clock.epoch() + hours * 3600
    while (due := min(filter(None, (bellhop.jobs.next_due(), bellhop.watch.next_due())), default=end + 1)) <= end:
        bellhop.clock.advance(max(0.0, due - bellhop.clock.epoch()))
        bellhop.work()
    bellhop.clock.advance(max(0.0, end - bellhop.clock.epoch()))


def test_a_member_acts_and_the_channel_is_told(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    assert bellhop.scaling.changes == [("web", 4)]
    assert seen(bellhop, user="U0BO")[0].startswith("ana set *web* from 2 to 4")


@pytest.mark.parametrize(("user", "why"), [("U0EVE", GUEST), ("U0ZOE", STRANGER)])
def test_the_command_of_a_guest_or_stranger_changes_nothing_and_says_why(user: str, why: str, bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4", user=user)
    type_in(bellhop, "/forcealarm web-high-cpu ALARM", user=user)
    assert (bellhop.scaling.changes, bellhop.cloudwatch.changes) == ([], [])
    assert seen(bellhop, user=user) == [why, why]
    assert seen(bellhop, user="U0BO") == []


@pytest.mark.parametrize("user", ["U0EVE", "U0ZOE"])
def test_guests_and_strangers_may_look(user: str, bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale", user=user)
    type_in(bellhop, "/scale web", user=user)
    type_in(bellhop, "/forcealarm", user=user)
    assert len(seen(bellhop, user=user)) == 3
    assert GUEST not in seen(bellhop, user=user)


def test_the_click_of_a_guest_opens_nothing_to_submit_and_says_why(bellhop: Bellhop) -> None:
    modal = open_form(bellhop, user="U0EVE")
    assert GUEST in json.dumps(modal["view"]["blocks"])
    assert modal["view"]["submit"] is None


def test_the_modal_of_somebody_who_became_a_guest_changes_nothing_and_says_why(bellhop: Bellhop) -> None:
    modal = open_form(bellhop)
    payload = {
        "type": "view_submission",
        "user": {"id": "U0EVE"},
        "view": {**modal["view"], "state": {"values": {"desired": {"desired": {"value": "4"}}}}},
    }
    bellhop.edge(bellhop.interaction(payload))
    bellhop.work()
    assert bellhop.scaling.changes == []
    assert GUEST in seen(bellhop, "C0ALARMS", user="U0EVE")


def test_a_job_of_20_minutes_ago_does_nothing_and_offers_itself(bellhop: Bellhop) -> None:
    message = offered(bellhop)
    assert bellhop.cloudwatch.changes == []
    assert f"<@U0ANA> asked for `{FORCE}`" in message["text"]
    assert "nothing was done" in message["text"]
    assert DO_IT_NOW in json.dumps(message["blocks"])


def test_a_job_of_14_minutes_ago_is_done(bellhop: Bellhop, clock: SetClock) -> None:
    bellhop.slack.act(user="U0ANA", channel="C0OPS", command="/scale web 4")
    clock.advance(14 * 60)
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]


def test_a_look_of_20_minutes_ago_is_offered_to_its_asker_alone(bellhop: Bellhop) -> None:
    offered(bellhop, "/scale web")
    assert len(seen(bellhop)) == 1
    assert seen(bellhop, user="U0BO") == []


def test_a_press_of_20_minutes_ago_is_offered_by_the_names_of_the_button_and_the_alarm(bellhop: Bellhop) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM", name="a<b>"))
    card = {**cards(bellhop.slack)[-1], "channel": "C0ALARMS"}
    press(bellhop, card, ACKNOWLEDGE)
    bellhop.clock.advance(TWENTY_MINUTES)
    bellhop.work()
    assert "asked for `Acknowledge` of `ALARM: a&lt;b&gt;`" in seen(bellhop, "C0ALARMS")[-1]


def test_do_it_now_does_it_in_the_name_of_who_pressed(bellhop: Bellhop) -> None:
    message = offered(bellhop)
    assert press(bellhop, message, DO_IT_NOW, user="U0BO")["ok"]
    bellhop.work()
    assert len(bellhop.cloudwatch.changes) == 1
    assert seen(bellhop)[-1].startswith("bo set `web-high-cpu`")


def test_do_it_now_pressed_twice_acts_once_and_tells_the_second(bellhop: Bellhop) -> None:
    message = offered(bellhop)
    press(bellhop, message, DO_IT_NOW, user="U0ANA")
    bellhop.work()
    bellhop.clock.advance(1)
    press(bellhop, message, DO_IT_NOW, user="U0BO")
    bellhop.work()
    assert len(bellhop.cloudwatch.changes) == 1
    assert seen(bellhop, user="U0BO")[-1] == DONE_ALREADY


def test_do_it_now_pressed_by_a_guest_says_why_not_and_leaves_it_to_a_member(bellhop: Bellhop) -> None:
    message = offered(bellhop)
    press(bellhop, message, DO_IT_NOW, user="U0EVE")
    bellhop.work()
    assert bellhop.cloudwatch.changes == []
    assert seen(bellhop, user="U0EVE")[-1] == GUEST
    press(bellhop, message, DO_IT_NOW, user="U0BO")
    bellhop.work()
    assert len(bellhop.cloudwatch.changes) == 1


@pytest.mark.parametrize("command", ["/scale web 8 because trust me", FORCE])
def test_the_late_command_of_a_guest_is_refused_in_private_and_offered_to_nobody(
    command: str, bellhop: Bellhop
) -> None:
    bellhop.slack.act(user="U0EVE", channel="C0OPS", command=command)
    bellhop.clock.advance(TWENTY_MINUTES)
    bellhop.work()
    assert seen(bellhop, user="U0EVE") == [GUEST]
    assert seen(bellhop, user="U0BO") == []


def test_what_asks_for_a_yes_itself_is_asked_about_with_what_it_would_do_now(bellhop: Bellhop) -> None:
    message = offered(bellhop, "/scale web +2")
    assert bellhop.scaling.changes == []
    assert "<@U0ANA> asked for `/scale web +2`" in message["text"]
    assert "*nothing was done*" in message["text"]
    assert "wants to set *web* from 2 to 4. Go ahead?" in message["text"]
    bellhop.scaling.put(web(desired=3))
    for _ in range(2):
        bellhop.clock.advance(1)
        press(bellhop, message, CONFIRM, user="U0BO")
        bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]


def test_a_do_it_now_of_before_for_what_asks_itself_by_now_says_to_ask_again(bellhop: Bellhop) -> None:
    message = offered(bellhop)
    kept = KeptJobs(bellhop.table, bellhop.clock)
    body = {"command": "/scale", "text": "web 4", "user_id": "U0ANA", "channel_id": "C0OPS"}
    kept_id = str(message["blocks"]).partition("'value': '")[2].partition("'")[0]
    kept.keep(Job(kept_id, "/scale", body, bellhop.clock(), topic="scale:web"))
    press(bellhop, message, DO_IT_NOW)
    bellhop.work()
    assert bellhop.scaling.changes == []
    assert seen(bellhop)[-1] == OLDER.format(what="`/scale web 4`")


def test_do_it_now_whose_telling_must_wait_still_tells_it(bellhop: Bellhop, slack: RunningSlack) -> None:
    message = offered(bellhop)
    slack.fault("chat.postMessage", "status", status=500, count=1)
    press(bellhop, message, DO_IT_NOW)
    bellhop.work()
    wait_and_work(bellhop)
    assert len(bellhop.cloudwatch.changes) == 1
    assert DONE_ALREADY not in seen(bellhop)
    assert seen(bellhop)[-1].startswith("<@U0ANA> set `web-high-cpu`"), "followed since: an edit notifies nobody"


def test_do_it_now_after_more_than_a_day_says_so_though_the_table_still_has_it(
    bellhop: Bellhop, clock: SetClock
) -> None:
    message = offered(bellhop)
    clock.advance(25 * 3600)
    press(bellhop, message, DO_IT_NOW)
    bellhop.work()
    assert bellhop.cloudwatch.changes == []
    assert seen(bellhop)[-1] == FORGOTTEN


def test_a_crash_between_change_and_reply_is_followed_by_the_reply_alone(bellhop: Bellhop) -> None:
    bellhop.scaling.deaths.append(RuntimeError("the process died"))
    type_in(bellhop, "/scale web +2")
    wait_and_work(bellhop)
    assert set(bellhop.scaling.changes) == {("web", 4)}, "a step of +2 was resolved once"
    assert [text.split(".")[0] for text in seen(bellhop)] == ["<@U0ANA> set *web* from 2 to 4 (min 1, max 8)"]


def test_a_job_whose_answer_must_wait_acts_once_and_answers_once(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.fault("chat.postMessage", "status", status=500, count=5)
    type_in(bellhop, "/scale web +2")
    assert bellhop.scaling.changes == [("web", 4)]
    wait_and_work(bellhop)
    assert bellhop.scaling.changes == [("web", 4)]
    assert len(seen(bellhop)) == 1


def test_a_job_delivered_twice_acts_once_and_answers_once(bellhop: Bellhop) -> None:
    bellhop.slack.act(user="U0ANA", channel="C0OPS", command="/scale web +2")
    text = bellhop.jobs.texts[-1]
    bellhop.jobs.put(text)
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]
    assert len(seen(bellhop)) == 1


def test_the_same_signed_request_again_is_not_a_second_job(bellhop: Bellhop) -> None:
    bellhop.command("/scale web +2")
    bellhop.command("/scale web +2")
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]


def test_a_job_that_died_in_the_midst_of_its_change_is_brought_to_its_end_however_late(
    bellhop: Bellhop, clock: SetClock
) -> None:
    bellhop.scaling.deaths.append(RuntimeError("the process died"))
    type_in(bellhop, "/scale web 4")
    clock.advance(TWENTY_MINUTES)
    bellhop.work()
    assert [text.split(".")[0] for text in seen(bellhop)] == ["ana set *web* from 2 to 4 (min 1, max 8)"]


def test_what_is_told_after_a_wait_is_what_was_true_when_it_was_done(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.fault("chat.postMessage", "status", status=500)
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.suspend("web", ["Launch"])
    wait_and_work(bellhop, hours=2)
    slack.clear_faults()
    wait_and_work(bellhop)
    assert "suspended" not in seen(bellhop)[-1]
    assert ":white_check_mark: Done in 3 s: 4 in service." in seen(bellhop)[-1]


def test_an_error_at_aws_puts_the_job_off_and_the_person_hears_only_of_the_end(
    bellhop: Bellhop, clock: SetClock
) -> None:
    bellhop.scaling.faults.append(Later("AWS is busy.", wait=7))
    type_in(bellhop, "/scale web 4")
    assert bellhop.jobs.next_due() == clock.epoch() + 7
    assert seen(bellhop) == []
    wait_and_work(bellhop)
    assert bellhop.scaling.changes == [("web", 4)]
    assert len(seen(bellhop)) == 1


def test_requests_of_one_second_keep_their_order_when_the_first_must_wait(bellhop: Bellhop) -> None:
    bellhop.scaling.faults.append(Later("AWS is busy."))
    bellhop.slack.act(user="U0ANA", channel="C0OPS", command="/scale web 6")
    bellhop.slack.act(user="U0BO", channel="C0OPS", command="/scale web 4")
    wait_and_work(bellhop)
    assert bellhop.scaling.changes == [("web", 6), ("web", 4)]


def test_two_steps_add_up_though_the_first_must_wait(bellhop: Bellhop) -> None:
    bellhop.scaling.faults.append(Later("AWS is busy."))
    bellhop.slack.act(user="U0ANA", channel="C0OPS", command="/scale web +2")
    bellhop.slack.act(user="U0BO", channel="C0OPS", command="/scale web +2")
    wait_and_work(bellhop)
    assert bellhop.scaling.changes == [("web", 4), ("web", 6)]


def let_others_pass(bellhop: Bellhop) -> None:
    """After some transient errors a job gives up its place in its group and waits on the watch queue."""
    for _ in range(MAX_RECEIVES):
        bellhop.clock.advance(0 if bellhop.watch.texts else 30)
        bellhop.work()
    assert len(bellhop.watch.texts) == 1


def type_with_errors(bellhop: Bellhop, command: str) -> None:
    """A command for which Slack has no time until it has given up its place."""
    bellhop.slack.fault("users.info", "ratelimited", count=3, retry_after=30)
    type_in(bellhop, command)
    let_others_pass(bellhop)


@pytest.mark.parametrize("later", ["/scale web 3", "/scale web +1", "/scale web 2"])
def test_a_request_that_had_to_wait_does_not_undo_a_later_one_but_offers_itself(later: str, bellhop: Bellhop) -> None:
    type_with_errors(bellhop, "/scale web 4")
    type_in(bellhop, later)
    before = bellhop.scaling.group("web")
    wait_and_work(bellhop)
    assert bellhop.scaling.group("web") == before
    assert "a later request was carried out in the meantime" in seen(bellhop)[-1]
    assert "/scale web 4" in seen(bellhop)[-1]


def test_a_request_that_the_table_could_not_take_in_does_not_undo_a_later_one_either(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise Later("DynamoDB is busy.", wait=30)

    with monkeypatch.context() as patch:
        patch.setattr(bellhop.table, "put_all", busy)
        type_in(bellhop, "/scale web 4")
        let_others_pass(bellhop)
    type_in(bellhop, "/scale web 3")
    wait_and_work(bellhop)
    assert bellhop.scaling.changes == [("web", 3)]
    assert "a later request was carried out in the meantime" in seen(bellhop)[-1]


@pytest.mark.parametrize(("later", "user"), [("/scale web 3", "U0EVE"), ("/scale web 99", "U0BO"), ("/scale", "U0BO")])
def test_a_request_that_is_refused_overtakes_nobody(later: str, user: str, bellhop: Bellhop) -> None:
    type_with_errors(bellhop, "/scale web 4")
    type_in(bellhop, later, user=user)
    wait_and_work(bellhop)
    assert bellhop.scaling.changes == [("web", 4)]


def test_a_change_that_aws_refused_for_a_while_does_not_undo_a_later_one(bellhop: Bellhop) -> None:
    bellhop.scaling.faults += [Later("AWS is busy.")] * 3
    type_in(bellhop, "/scale web 6")
    let_others_pass(bellhop)
    type_in(bellhop, "/scale web 3")
    wait_and_work(bellhop)
    assert bellhop.scaling.changes == [("web", 3)]


def test_a_change_that_aws_refuses_for_hours_is_not_made_late_but_offered(bellhop: Bellhop) -> None:
    bellhop.scaling.faults += [Later("AWS is busy.")] * 12
    type_in(bellhop, "/scale web 6")
    wait_and_work(bellhop, hours=5)
    assert bellhop.scaling.changes == []
    assert "nothing was done" in seen(bellhop)[-1]
    assert bellhop.jobs.dead_letters == []


def test_a_change_that_broke_off_and_does_not_show_is_not_made_late_but_offered(bellhop: Bellhop) -> None:
    bellhop.scaling.faults.append(Later("AWS did not answer.", wait=TWENTY_MINUTES, maybe_done=True))
    type_in(bellhop, "/scale web 6")
    wait_and_work(bellhop)
    assert bellhop.scaling.changes == []
    assert "it looks like *nothing was done*" in seen(bellhop)[-1]


def test_a_telling_that_must_wait_holds_up_no_later_request(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.fault("chat.postMessage", "ratelimited", count=1, retry_after=30)
    type_in(bellhop, "/scale web 4")
    type_in(bellhop, "/scale web 5")
    assert bellhop.scaling.changes == [("web", 4), ("web", 5)]


def test_a_telling_is_tried_each_minute_while_slack_limits_the_rate(bellhop: Bellhop, slack: RunningSlack) -> None:
    """Its followers are: it is not the last to get through."""
    slack.fault("chat.postMessage", "ratelimited", retry_after=1)
    bellhop.command("/scale web 4")
    with pytest.raises(Untold) as limited:
        bellhop.worker.performer.do(from_text(bellhop.jobs.texts[0]))
    assert wait_of(limited.value, 9) == 60


def test_who_asked_is_told_by_another_way_while_their_response_url_takes_nothing(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.fault("response_url", "status", status=500)
    type_in(bellhop, "/scale web")
    wait_and_work(bellhop, hours=0.01)
    assert [text[:5] for text in seen(bellhop)] == ["`web`"]


def test_one_message_on_two_workers_at_once_acts_once(bellhop: Bellhop) -> None:
    bellhop.slack.act(user="U0ANA", channel="C0OPS", command="/scale web +2")
    event = {"Records": [{"messageId": "m", "body": bellhop.jobs.texts[-1], "attributes": {}}]}
    second: list[threading.Thread] = []

    def set_desired(name: str, desired: int) -> None:
        if not second:
            second.append(threading.Thread(target=bellhop.worker.take, args=[event]))
            second[0].start()
            second[0].join(timeout=0.3)
        FakeAutoScaling.set_desired(bellhop.scaling, name, desired)

    bellhop.scaling.set_desired = set_desired  # type: ignore[method-assign]
    bellhop.worker.take(event)
    second[0].join()
    assert bellhop.scaling.changes == [("web", 4)]


def test_an_answer_of_aws_that_says_no_is_told_in_its_words(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale nowhere 4")
    assert "no Auto Scaling group `nowhere`" in seen(bellhop)[0]


def test_a_form_that_somebody_closed_meanwhile_needs_nothing(bellhop: Bellhop) -> None:
    modal = open_form(bellhop)
    bellhop.slack.act(user="U0ANA", view_id=modal["id"], close=True)
    card = {**cards(bellhop.slack)[-1], "channel": "C0ALARMS"}
    press(bellhop, card, "scale_open:0")
    bellhop.slack.act(user="U0ANA", view_id=modal_of(bellhop)["id"], close=True)
    bellhop.work()
    assert (bellhop.jobs.dead_letters, bellhop.jobs.next_due()) == ([], None)


def test_a_submitted_form_of_20_minutes_ago_is_offered_and_can_be_done(bellhop: Bellhop, clock: SetClock) -> None:
    submit(bellhop, open_form(bellhop), "5")
    clock.advance(TWENTY_MINUTES)
    bellhop.work()
    message = {**bellhop.slack.messages("C0ALARMS")[-1], "channel": "C0ALARMS"}
    assert "scale:web" in message["text"]
    press(bellhop, message, CONFIRM, user="U0BO")
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 5)]


def open_unfilled(bellhop: Bellhop) -> None:
    """Somebody presses an alarm's scale button; the form opens, and nothing is worked on yet."""
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    press(bellhop, {**cards(bellhop.slack)[-1], "channel": "C0ALARMS"}, "scale_open:0")


def test_a_form_that_is_filled_too_late_says_so_instead_of_loading_for_ever(bellhop: Bellhop) -> None:
    open_unfilled(bellhop)
    bellhop.clock.advance(TWENTY_MINUTES)
    bellhop.work()
    assert FORM_STALE in json.dumps(modal_of(bellhop)["view"]["blocks"])


def test_a_form_that_a_bug_keeps_empty_says_so_instead_of_loading_for_ever(bellhop: Bellhop) -> None:
    def group(name: str) -> Group:
        raise RuntimeError("a bug")

    open_unfilled(bellhop)
    bellhop.scaling.group = group  # type: ignore[method-assign]
    wait_and_work(bellhop)
    assert "A bug in Bellhop" in json.dumps(modal_of(bellhop)["view"]["blocks"])
    assert len(bellhop.jobs.dead_letters) == 1


@pytest.mark.parametrize("wait", [0, TWENTY_MINUTES])
def test_a_form_that_could_not_be_opened_is_not_offered_but_to_be_pressed_again(
    wait: float, bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.fault("views.open", "status", status=500, count=1)
    open_unfilled(bellhop)
    bellhop.clock.advance(wait)
    bellhop.work()
    assert seen(bellhop, "C0ALARMS")[-1] == FORM_NOT_SEEN


def test_a_do_it_now_that_fails_for_good_names_what_was_asked(bellhop: Bellhop) -> None:
    message = offered(bellhop)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    bellhop.cloudwatch.set_state = fail  # type: ignore[method-assign]
    press(bellhop, message, DO_IT_NOW)
    wait_and_work(bellhop)
    assert f"A bug in Bellhop stopped `{FORCE}`" in seen(bellhop)[-1]


@pytest.mark.parametrize(
    ("command", "broken", "state"),
    [
        ("/scale web", "app.commands.scale.run.answer", IS_NOT_DONE),
        ("/scale web 4", "app.commands.scale.run.answer", CANNOT_TELL),
        ("/scale web 4", "app.commands.scale.execute.Executor._told", IS_DONE),  # it comes after the change
    ],
)
def test_who_asked_for_what_a_bug_stopped_hears_what_is_known_of_it_and_no_guess(
    command: str, broken: str, state: str, bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(broken, bug)
    type_in(bellhop, command)
    wait_and_work(bellhop)
    assert "A bug in Bellhop" in seen(bellhop)[-1]
    assert state in seen(bellhop)[-1]


def test_do_it_now_pressed_a_second_time_is_not_called_done_when_it_is_not(bellhop: Bellhop) -> None:
    message = offered(bellhop, "/forcealarm nowhere ALARM")
    for user in ("U0ANA", "U0BO"):
        bellhop.clock.advance(1)
        press(bellhop, message, DO_IT_NOW, user=user)
        bellhop.work()
    assert seen(bellhop, user="U0BO")[-1] == PRESSED_ALREADY


@pytest.mark.slow
def test_a_change_whose_telling_takes_days_is_made_once(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.fault("chat.postMessage", "status", status=500)
    type_in(bellhop, "/scale web 4")
    wait_and_work(bellhop, hours=24 * 3)
    slack.clear_faults()
    wait_and_work(bellhop)
    assert bellhop.scaling.changes == [("web", 4)]
    assert seen(bellhop)[-1].startswith("<@U0ANA> set *web* from 2 to 4")


def in_thread(bellhop: Bellhop, *, is_parent: bool = False) -> tuple[str, dict[str, str]]:
    """A message with a scale button in a thread of #ops, or that began it: the thread, and the message."""
    asks = Message("Scale it?", (actions([scale_button("web")]),))
    slack = bellhop.parts.slack
    parent = slack.post("C0OPS", asks if is_parent else sentence("a card"), key="parent")
    ts = slack.post("C0OPS", asks, key="answer", thread_ts=parent)
    return parent, {"channel": "C0OPS", "ts": parent if is_parent else ts}


def answers(bellhop: Bellhop) -> list[tuple[str, str]]:
    """The thread of each later message in #ops, and the person who alone sees it."""
    return [(each.get("thread_ts", ""), each["ephemeral_to"]) for each in bellhop.slack.messages("C0OPS")[2:]]


@pytest.mark.parametrize("is_parent", [False, True])
def test_a_form_that_was_opened_in_a_thread_or_on_its_first_message_is_answered_there(
    is_parent: bool, bellhop: Bellhop
) -> None:
    thread, message = in_thread(bellhop, is_parent=is_parent)
    press(bellhop, message, f"{OPEN_SCALE}:0")
    bellhop.work()
    submit(bellhop, modal_of(bellhop), "4")
    bellhop.work()
    assert answers(bellhop) == [(thread, "")]
    wait_and_work(bellhop)
    assert bellhop.watch.dead_letters == []


def test_what_is_pressed_on_an_answer_in_a_thread_is_answered_there_too(bellhop: Bellhop) -> None:
    thread, message = in_thread(bellhop)
    press(bellhop, message, f"{OPEN_SCALE}:0")
    bellhop.work()
    submit(bellhop, modal_of(bellhop), "4")
    bellhop.work()
    done = {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}
    bellhop.clock.advance(1)
    press(bellhop, done, UNDO)
    bellhop.clock.advance(1)
    press(bellhop, done, UNDO, user="U0EVE")
    bellhop.work()
    assert answers(bellhop) == [(thread, ""), (thread, ""), (thread, "U0EVE")]


def test_the_answer_to_a_mute_is_in_the_thread_where_its_form_was_opened(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    (card,) = cards(slack)
    mute = next(each for block in card["blocks"] for each in block.get("elements", []) if each.get("action_id") == MUTE)
    again = button("Mute", MUTE, mute["value"], "web-high-cpu")
    ts = bellhop.parts.slack.post("C0ALARMS", Message("Mute?", (actions([again]),)), key="k", thread_ts=card["ts"])
    press(bellhop, {"channel": "C0ALARMS", "ts": ts}, MUTE)
    bellhop.work()
    slack.act(user="U0ANA", view_id=modal_of(bellhop)["id"], values={})
    bellhop.work()
    told = next(each for each in slack.messages("C0ALARMS") if each["ephemeral_to"] == "U0ANA")
    assert told["thread_ts"] == card["ts"]


def test_of_a_form_whose_opening_slack_left_unanswered_nobody_says_that_it_did_not_open(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.fault("views.open", "drop_after_work", count=1)
    open_unfilled(bellhop)
    bellhop.work()
    assert modal_of(bellhop)
    assert "did not open" not in seen(bellhop, "C0ALARMS")[-1]
    assert "If you don't see it" in seen(bellhop, "C0ALARMS")[-1]
