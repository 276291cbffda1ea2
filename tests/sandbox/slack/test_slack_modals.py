"""Modals: opened by a trigger id, filled in, submitted, closed."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack.threaded import RunningSlack, running_slack
from tests.sandbox.slack.slack_support import HandClock, HttpApp, actions, button, client, http_app, section

Json = dict[str, Any]
OPTIONS = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("web", "worker")]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def input_block(block_id: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}


SIZE = input_block("size", {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "min_value": "0"})
GROUP = input_block("group", {"type": "static_select", "action_id": "g", "options": OPTIONS})
REASON = input_block("reason", {"type": "plain_text_input", "action_id": "r"}, optional=True)


def modal(*blocks: Json, **more: Any) -> Json:
    title = more.pop("title", "Scale")
    return {"type": "modal", "title": plain(title), "submit": plain("Go"), "blocks": list(blocks), **more}


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def slack(clock: HandClock) -> Iterator[RunningSlack]:
    with running_slack(clock=clock) as running:
        yield running


@pytest.fixture
def app(slack: RunningSlack) -> Iterator[HttpApp]:
    with http_app(slack) as listening:
        yield listening


def trigger(slack: RunningSlack, app: HttpApp) -> str:
    slack.act(user="U0ANA", channel="C0OPS", command="/scale")
    return str(app.forms[-1]["trigger_id"])


def opened(slack: RunningSlack, app: HttpApp, view: Json) -> Json:
    shown: Json = client(slack).views_open(trigger_id=trigger(slack, app), view=view)["view"]
    return shown


def submit(slack: RunningSlack, view: Json, **values: Any) -> Json:
    return slack.act(user="U0ANA", view_id=view["id"], values=values)


def titles(slack: RunningSlack, user: str = "U0ANA") -> list[str]:
    return [one["view"]["title"]["text"] for one in slack.state(user)["views"]]


def test_an_opened_modal_is_in_front_of_the_one_who_acted(slack: RunningSlack, app: HttpApp) -> None:
    view = opened(slack, app, modal(SIZE, callback_id="scale", private_metadata="web"))
    assert (view["callback_id"], view["private_metadata"], view["root_view_id"]) == ("scale", "web", view["id"])
    assert (titles(slack), titles(slack, "U0BO")) == (["Scale"], [])


def test_a_trigger_id_works_only_once(slack: RunningSlack, app: HttpApp) -> None:
    used = trigger(slack, app)
    client(slack).views_open(trigger_id=used, view=modal(SIZE))
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        client(slack).views_open(trigger_id=used, view=modal(SIZE))


def test_a_trigger_id_is_dead_after_three_seconds(slack: RunningSlack, app: HttpApp, clock: HandClock) -> None:
    old = trigger(slack, app)
    clock.advance(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        client(slack).views_open(trigger_id=old, view=modal(SIZE))


def test_where_slack_is_patient_a_trigger_id_lives_as_long(slack: RunningSlack, app: HttpApp, clock: HandClock) -> None:
    slack.answer_within(30)
    old = trigger(slack, app)
    clock.advance(29)
    client(slack).views_open(trigger_id=old, view=modal(SIZE))
    assert titles(slack) == ["Scale"]


def test_an_invented_trigger_id_opens_nothing(slack: RunningSlack) -> None:
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        client(slack).views_open(trigger_id="1.2.abc", view=modal(SIZE))


def test_a_view_that_breaks_a_limit_is_refused_and_leaves_the_trigger_good(slack: RunningSlack, app: HttpApp) -> None:
    fresh = trigger(slack, app)
    with pytest.raises(SlackApiError) as refused:
        client(slack).views_open(trigger_id=fresh, view=modal(SIZE, title="t" * 25))
    assert refused.value.response["error"] == "invalid_arguments"
    assert "/view/title/text" in refused.value.response["response_metadata"]["messages"][0]
    assert client(slack).views_open(trigger_id=fresh, view=modal(SIZE))["ok"]


def test_an_update_keeps_what_the_person_has_put_in(slack: RunningSlack, app: HttpApp) -> None:
    pick = {"type": "static_select", "action_id": "g", "options": OPTIONS}
    view = opened(slack, app, modal(actions(pick, block_id="top"), REASON))
    slack.act(user="U0ANA", view_id=view["id"], action_id="g", selected="worker")
    client(slack).views_update(view_id=view["id"], view=modal(actions(pick, block_id="top"), SIZE, title="More"))
    [shown] = slack.state("U0ANA")["views"]
    assert shown["view"]["title"]["text"] == "More"
    assert shown["state"]["top"]["g"]["selected_option"]["value"] == "worker"


def test_an_update_with_an_old_hash_conflicts(slack: RunningSlack, app: HttpApp) -> None:
    view = opened(slack, app, modal(SIZE))
    client(slack).views_update(view_id=view["id"], hash=view["hash"], view=modal(SIZE))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client(slack).views_update(view_id=view["id"], hash=view["hash"], view=modal(SIZE))


def test_an_update_of_a_view_that_is_gone_finds_nothing(slack: RunningSlack, app: HttpApp) -> None:
    view = opened(slack, app, modal(SIZE))
    slack.act(user="U0ANA", view_id=view["id"], close=True)
    with pytest.raises(SlackApiError, match="not_found"):
        client(slack).views_update(view_id=view["id"], view=modal(SIZE))


def test_a_view_goes_by_its_external_id_too(slack: RunningSlack, app: HttpApp) -> None:
    opened(slack, app, modal(SIZE, external_id="mine"))
    client(slack).views_update(external_id="mine", view=modal(SIZE, title="Found", external_id="mine"))
    assert titles(slack) == ["Found"]


def test_a_submission_carries_every_input(slack: RunningSlack, app: HttpApp) -> None:
    view = opened(slack, app, modal(SIZE, GROUP, REASON, callback_id="scale", private_metadata="m"))
    outcome = submit(slack, view, size="4", group={"g": {"type": "static_select", "selected_option": OPTIONS[0]}})
    assert outcome == {"ok": True, "status": 200}
    payload = app.payloads_of("view_submission")[0]
    assert (payload["view"]["callback_id"], payload["view"]["private_metadata"]) == ("scale", "m")
    assert payload["user"]["id"] == "U0ANA"
    assert payload["view"]["state"]["values"] == {
        "size": {"n": {"type": "number_input", "value": "4"}},
        "group": {"g": {"type": "static_select", "selected_option": OPTIONS[0]}},
        "reason": {"r": {"type": "plain_text_input", "value": None}},
    }


def test_what_the_app_put_in_at_first_is_submitted(slack: RunningSlack, app: HttpApp) -> None:
    first = {"type": "plain_text_input", "action_id": "r", "initial_value": "because"}
    submit(slack, opened(slack, app, modal(input_block("reason", first))))
    values = app.payloads_of("view_submission")[0]["view"]["state"]["values"]
    assert values["reason"]["r"]["value"] == "because"


def test_an_empty_answer_closes_the_modal(slack: RunningSlack, app: HttpApp) -> None:
    submit(slack, opened(slack, app, modal(REASON)))
    assert titles(slack) == []


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({}, {"size": "Please complete this required field."}),
        ({"size": "many"}, {"size": "Must be a whole number."}),
        ({"size": "-1"}, {"size": "Must be at least 0."}),
    ],
)
def test_slack_itself_complains_before_it_asks_the_app(
    slack: RunningSlack, app: HttpApp, values: Json, complaint: Json
) -> None:
    view = opened(slack, app, modal(SIZE))
    outcome = submit(slack, view, **values)
    assert (outcome["error"], outcome["response"]) == ("invalid_input", {"errors": complaint})
    assert app.payloads_of("view_submission") == []
    assert slack.state("U0ANA")["views"][0]["errors"] == complaint


def test_errors_of_the_app_stay_under_their_inputs(slack: RunningSlack, app: HttpApp) -> None:
    view = opened(slack, app, modal(SIZE))
    app.answer = {"response_action": "errors", "errors": {"size": "web has at most 8"}}
    assert submit(slack, view, size="9")["response"] == app.answer
    [shown] = slack.state("U0ANA")["views"]
    assert (shown["errors"], shown["state"]["size"]["n"]["value"]) == ({"size": "web has at most 8"}, "9")


def test_an_answer_may_put_another_view_in_place_or_on_top_or_clear_all(slack: RunningSlack, app: HttpApp) -> None:
    view = opened(slack, app, modal(REASON, title="One"))
    app.answer = {"response_action": "update", "view": modal(REASON, title="Two")}
    submit(slack, view)
    assert titles(slack) == ["Two"]
    app.answer = {"response_action": "push", "view": modal(REASON, title="Three")}
    submit(slack, view)
    assert titles(slack) == ["Two", "Three"]
    app.answer = {"response_action": "clear"}
    submit(slack, view)
    assert titles(slack) == []


@pytest.mark.parametrize(
    "answer",
    [
        "thanks",
        {"response_action": "dance"},
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": {"type": "modal"}},
    ],
)
def test_an_answer_that_slack_does_not_understand_is_an_error(slack: RunningSlack, app: HttpApp, answer: Any) -> None:
    view = opened(slack, app, modal(REASON))
    app.answer = answer
    assert submit(slack, view)["ok"] is False
    assert slack.state("U0ANA")["views"][0]["trouble"] == "We had some trouble connecting. Try again?"


def test_a_submission_answered_too_late_stays_open_with_its_error(slack: RunningSlack, app: HttpApp) -> None:
    view = opened(slack, app, modal(REASON))
    app.hangs = True
    slack.answer_within(0.1)
    assert submit(slack, view)["error"] == "operation_timeout"
    assert slack.state("U0ANA")["views"][0]["trouble"] == "We had some trouble connecting. Try again?"


def test_the_app_hears_of_a_closed_modal_only_if_it_asked(slack: RunningSlack, app: HttpApp) -> None:
    for wants_to_know in (False, True):
        view = opened(slack, app, modal(REASON, notify_on_close=wants_to_know))
        slack.act(user="U0ANA", view_id=view["id"], close=True)
    [payload] = app.payloads_of("view_closed")
    assert (payload["view"]["notify_on_close"], payload["is_cleared"]) == (True, False)
    assert titles(slack) == []


def test_a_button_in_a_modal_names_the_view(slack: RunningSlack, app: HttpApp) -> None:
    view = opened(slack, app, modal(section("x"), actions(button("more", value="1"))))
    slack.act(user="U0ANA", view_id=view["id"], action_id="more")
    [payload] = app.payloads_of("block_actions")
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert (payload["view"]["id"], payload["actions"][0]["value"], "message" in payload) == (view["id"], "1", False)


def test_a_modal_is_its_owners_alone(slack: RunningSlack, app: HttpApp) -> None:
    view = opened(slack, app, modal(REASON))
    assert "no such modal" in slack.act(user="U0BO", view_id=view["id"], values={})["error"]
    assert "no input" in submit(slack, view, colour="red")["error"]


def test_a_press_in_a_modal_tells_all_that_was_put_in_by_then(slack: RunningSlack, app: HttpApp) -> None:
    view = opened(slack, app, modal(SIZE, actions(button("more", value="1"))))
    slack.act(user="U0ANA", view_id=view["id"], action_id="more", values={"size": "4"})
    [payload] = app.payloads_of("block_actions")
    assert payload["view"]["state"]["values"]["size"]["n"]["value"] == "4"
    refused = slack.act(user="U0ANA", view_id=view["id"], action_id="more", values={"other": "4"})
    assert "no input" in refused["error"]
