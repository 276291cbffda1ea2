"""Buttons mean exactly the group that they name, whatever it is called and whatever else is called like it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from app.base.errors import Wrong
from app.commands.scale.buttons import APPROVE, CONFIRM, DO, VALUE_LIMIT, asked_in, do_button
from app.commands.scale.group import GONE, REPLACED
from app.commands.scale.request.parse import Request, quoted
from app.commands.scale.verbs.schedule import Unschedule
from app.config.configuration import Configuration, SlackChannel
from app.config.guards import Guard
from app.slack.messages.buttons import OPEN_SCALE, UNDO
from app.slack.messages.text import escape, ticked
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_approve import set_guards
from tests.app.people import modal_of, press, seen, submit, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

pytestmark = pytest.mark.slow

ASKS = Configuration(SlackChannel("#alarms"), guards=(Guard(group="two*", approvals=1), Guard(group="*")))
ODD = (
    'xweb" 6 because y',
    "prod  web",
    '"quoted"',
    "100%s {} %(a)s",
    "größe 規模 🚀",
    "R&amp;D <b> &",
    "back\\slash\\",
    " blank at both ends ",
    "history",
    '"' * 255,
    "n" * 255,
)


def arn(name: str, uuid: str = "first") -> str:
    return f"arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:{uuid}:autoScalingGroupName/{name}"


@pytest.fixture
def world(slack: RunningSlack, clock: SetClock) -> Iterator[Any]:
    with ExitStack() as stack:

        def build(*names: str) -> Bellhop:
            bellhop = Bellhop(slack, clock, tuple(web(name=name, arn=arn(name)) for name in names), configuration=ASKS)
            stack.enter_context(listening(bellhop))
            return bellhop

        yield build


def pressed(bellhop: Bellhop, message: dict[str, Any], action_id: str, user: str = "U0ANA") -> None:
    assert press(bellhop, message, action_id, user)["ok"]
    bellhop.work()


def undo(bellhop: Bellhop) -> tuple[dict[str, Any], str, str]:
    type_in(bellhop, "/scale web 4")
    return newest(bellhop), UNDO, "U0ANA"


def do_it(bellhop: Bellhop) -> tuple[dict[str, Any], str, str]:
    type_in(bellhop, "/scale dry-run web 6")
    return newest(bellhop), f"{DO}:0", "U0ANA"


def raise_max(bellhop: Bellhop) -> tuple[dict[str, Any], str, str]:
    type_in(bellhop, "/scale web 9")
    return newest(bellhop), f"{DO}:0", "U0ANA"


def resume(bellhop: Bellhop) -> tuple[dict[str, Any], str, str]:
    type_in(bellhop, "/scale web suspend AlarmNotification")
    return newest(bellhop), f"{DO}:0", "U0ANA"


def delete(bellhop: Bellhop) -> tuple[dict[str, Any], str, str]:
    type_in(bellhop, "/scale web 4 in 2h")
    return newest(bellhop), f"{DO}:0", "U0ANA"


def refresh(bellhop: Bellhop) -> tuple[dict[str, Any], str, str]:
    type_in(bellhop, "/scale web refresh")
    return newest(bellhop), f"{DO}:0", "U0ANA"


def history(bellhop: Bellhop) -> tuple[dict[str, Any], str, str]:
    type_in(bellhop, "/scale web")
    return newest(bellhop), f"{DO}:0", "U0ANA"


def confirm(bellhop: Bellhop) -> tuple[dict[str, Any], str, str]:
    bellhop.scaling.put(web(desired=6, arn=arn("web")))
    type_in(bellhop, "/scale web 1")
    return newest(bellhop), CONFIRM, "U0ANA"


def approve(bellhop: Bellhop) -> tuple[dict[str, Any], str, str]:
    set_guards(bellhop, Guard(group="*", approvals=1))
    type_in(bellhop, "/scale web 6")
    return newest(bellhop), APPROVE, "U0BO"


PRESSES = (undo, do_it, raise_max, resume, delete, refresh, history, confirm, approve)


@pytest.mark.parametrize("ask", PRESSES)
@pytest.mark.parametrize("other", ["web-v2", "payments-web", "WEB", "web again"])
def test_a_button_for_a_group_that_is_gone_says_so_and_touches_no_other(ask: Any, other: str, world: Any) -> None:
    bellhop = world("web")
    message, button, user = ask(bellhop)
    before = list(bellhop.scaling.done)
    bellhop.scaling.remove("web")
    name = "web" if other == "web again" else other
    bellhop.scaling.put(web(name=name, desired=4, arn=arn(name, "second")))
    pressed(bellhop, message, button, user)
    assert bellhop.scaling.done == before
    told = GONE if other != "web again" else REPLACED
    assert told.format(thing="Auto Scaling group", group=ticked("web")) in "\n".join(seen(bellhop, user=user))


@pytest.mark.parametrize("ask", PRESSES)
def test_where_it_is_there_the_same_button_acts_or_shows(ask: Any, world: Any) -> None:
    bellhop = world("web", "web-v2", "payments-web")
    message, button, user = ask(bellhop)
    before = list(bellhop.scaling.done)
    pressed(bellhop, message, button, user)
    texts = "\n".join(seen(bellhop, user=user))
    assert GONE.format(thing="Auto Scaling group", group=ticked("web")) not in texts
    if ask is refresh:
        assert "wants to start an instance refresh of *web*" in texts
    else:
        assert (len(bellhop.scaling.done) > len(before)) is (ask is not history)


def test_the_form_for_a_group_that_went_meanwhile_changes_no_other(world: Any) -> None:
    bellhop = world("web")
    type_in(bellhop, "/scale web")
    pressed(bellhop, newest(bellhop), f"{OPEN_SCALE}:0")
    bellhop.scaling.remove("web")
    bellhop.scaling.put(web(name="web-v2"))
    submit(bellhop, modal_of(bellhop), "5")
    bellhop.work()
    assert bellhop.scaling.done == []
    assert GONE.format(thing="Auto Scaling group", group=ticked("web")) in seen(bellhop)[-1]


@pytest.mark.parametrize("name", ODD)
def test_a_button_carries_any_name_as_it_is_whether_slack_escapes_it_or_not(name: str) -> None:
    asked = replace(Request.parse("web 3 because of the sale"), group=name, is_exact=True)
    value = do_button("It", "mark", asked).to_dict()["value"]
    assert len(value) <= VALUE_LIMIT
    assert asked_in(escape(value)) == asked_in(value) == ("mark", asked)


@pytest.mark.parametrize("name", ODD)
def test_a_group_with_any_name_can_be_typed_changed_and_changed_back(name: str, world: Any) -> None:
    bellhop = world(name, f"{name[:250]}-v2", "web")
    type_in(bellhop, f"/scale {quoted(name)} 3")
    assert bellhop.scaling.changes == [(name, 3)]
    pressed(bellhop, newest(bellhop), UNDO)
    assert bellhop.scaling.changes == [(name, 3), (name, 2)]


def test_a_button_that_holds_more_than_slack_takes_is_still_no_error() -> None:
    long = Request(Unschedule("<" * 255), "<" * 255, reason="so", is_exact=True)
    value = do_button("Delete", "mark", long).to_dict()["value"]
    assert len(value) <= VALUE_LIMIT
    with pytest.raises(Wrong):
        asked_in(value)
