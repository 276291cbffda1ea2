"""The App Home: opened by a person, published by the app, pressed."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack.threaded import RunningSlack, running_slack
from tests.sandbox.slack.slack_support import HandClock, HttpApp, actions, button, client, http_app, section

Json = dict[str, Any]


@pytest.fixture
def slack() -> Iterator[RunningSlack]:
    with running_slack() as running:
        running.set_home_tab(True)
        yield running


@pytest.fixture
def app(slack: RunningSlack) -> Iterator[HttpApp]:
    with http_app(slack) as listening:
        yield listening


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def publish(slack: RunningSlack, view: Json, **more: Any) -> Json:
    shown: Json = client(slack).views_publish(user_id="U0ANA", view=view, **more)["view"]
    return shown


def test_opening_it_is_told_with_what_was_published_before(slack: RunningSlack, app: HttpApp) -> None:
    slack.act(user="U0ANA", home="home")
    published = publish(slack, home(section("all is well")))
    slack.act(user="U0ANA", home="home")
    slack.act(user="U0ANA", home="messages")
    empty, shown, messages = app.events
    assert (empty["type"], empty["tab"], empty["user"]) == ("app_home_opened", "home", "U0ANA")
    assert empty["channel"].startswith("D")
    assert "view" not in empty and "view" not in messages
    assert (shown["view"]["id"], shown["view"]["hash"]) == (published["id"], published["hash"])


def test_each_person_has_their_own(slack: RunningSlack) -> None:
    publish(slack, home(section("for ana")))
    assert slack.state("U0ANA")["home"]["view"]["blocks"][0]["text"]["text"] == "for ana"
    assert slack.state("U0BO")["home"] is None


def test_a_new_one_takes_the_olds_place_unless_it_is_of_an_older_hash(slack: RunningSlack) -> None:
    first = publish(slack, home(section("1")))
    second = publish(slack, home(section("2")), hash=first["hash"])
    assert (second["id"], second["hash"] != first["hash"]) == (first["id"], True)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        publish(slack, home(section("3")), hash=first["hash"])


@pytest.mark.parametrize(
    ("view", "error"),
    [
        (home(*[section("x")] * 101), "invalid_arguments"),
        (home(section("")), "invalid_arguments"),
        ({"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}, "invalid_arguments"),
        (home(*[section("x" * 3000)] * 90), "view_too_large"),
    ],
)
def test_slacks_limits_hold(slack: RunningSlack, view: Json, error: str) -> None:
    with pytest.raises(SlackApiError, match=error):
        publish(slack, view)


def test_a_hundred_blocks_fit(slack: RunningSlack) -> None:
    assert len(publish(slack, home(*[section("x")] * 100))["blocks"]) == 100


def test_without_a_home_tab_nothing_is_published(slack: RunningSlack) -> None:
    slack.set_home_tab(False)
    with pytest.raises(SlackApiError, match="not_enabled"):
        publish(slack, home(section("x")))


def test_a_hundred_a_minute_are_taken() -> None:
    clock = HandClock()
    with running_slack(clock=clock, paced=True) as slack:
        slack.set_home_tab(True)
        for _ in range(20):
            publish(slack, home(section("x")))
        with pytest.raises(SlackApiError, match="ratelimited"):
            publish(slack, home(section("x")))
        clock.advance(1)
        publish(slack, home(section("x")))


def test_a_press_names_the_view_and_can_open_a_modal(slack: RunningSlack, app: HttpApp) -> None:
    view = publish(slack, home(actions(button("go", value="x & y"))))
    assert slack.act(user="U0ANA", view_id=view["id"], action_id="go")["ok"] is True
    [payload] = app.payloads_of("block_actions")
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert (payload["view"]["type"], payload["actions"][0]["value"]) == ("home", "x &amp; y")
    assert "channel" not in payload and "response_url" not in payload
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [section("x")]}
    client(slack).views_open(trigger_id=payload["trigger_id"], view=modal)
    assert [each["view"]["type"] for each in slack.state("U0ANA")["views"]] == ["modal"]


def test_what_nobody_can_do_with_it_is_said_so(slack: RunningSlack) -> None:
    view = publish(slack, home(section("x")))
    assert "neither submitted" in slack.act(user="U0ANA", view_id=view["id"], close=True)["error"]
    assert "no such modal or Home tab" in slack.act(user="U0BO", view_id=view["id"], action_id="go")["error"]
    assert "a tab of the App Home" in slack.act(user="U0ANA", home="about")["error"]
