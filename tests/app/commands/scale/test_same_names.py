"""`web` is at home and in prod: a yes, a guard, an undo or a button of one never acts on the other.

Also once bellhop.toml calls the account otherwise, names another one so, or does not name it any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.commands.scale.buttons import APPROVE, CONFIRM
from app.config.accounts import Account
from app.config.guards import Guard
from app.slack.messages.buttons import DO_IT_NOW, UNDO
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.two_places import NAME, TwoPlaces, two_places
from tests.fakes.clock import SetClock
from tests.fakes.elsewhere import PROD, ROLE

pytestmark = pytest.mark.slow

THERE, HERE, OTHER = ("210987654321",), ("123456789012",), ("999999999999",)
APPROVED = Guard(group="web", approvals=1)
LIVE = replace(PROD, name="live")
MOVED = replace(PROD, id="999999999999", role=ROLE.replace(PROD.id, "999999999999"))
IN_VIRGINIA = replace(PROD, regions=("us-east-1",))


@pytest.fixture
def world(slack: RunningSlack, clock: SetClock) -> Iterator[TwoPlaces]:
    with two_places(slack, clock) as made:
        yield made


def done(world: TwoPlaces) -> tuple[list[str], list[str]]:
    """What was done to the groups here, and there."""
    return world.here.done, world.there.done


def test_the_yes_of_one_of_two_that_wait_does_not_run_the_other(slack: RunningSlack, clock: SetClock) -> None:
    with two_places(slack, clock, (APPROVED,)) as world:
        world.type("web 4 in prod")
        there = newest(world.bellhop)
        world.type("web 5 in us-east-1")
        here = newest(world.bellhop)
        world.press(there, APPROVE, "U0BO")
        assert done(world) == ([], ["set web to 4"])
        world.press(here, APPROVE, "U0BO")
        assert done(world) == (["set web to 5"], ["set web to 4"])


@pytest.mark.parametrize("accounts", [(), (IN_VIRGINIA,), (MOVED,)], ids=["removed", "another region", "another id"])
def test_a_yes_after_the_account_is_gone_changes_nothing_anywhere(
    accounts: tuple[Account, ...], slack: RunningSlack, clock: SetClock
) -> None:
    with two_places(slack, clock, (APPROVED,)) as world:
        world.type("web 4 in prod")
        question = newest(world.bellhop)
        world.configure(*accounts, guards=(APPROVED,))
        said = world.press(question, APPROVE, "U0BO")
        assert done(world) == ([], [])
        assert "any more, so Bellhop can't get at `web` there" in said + world.last("U0BO")
        assert world.bellhop.jobs.dead_letters == []


def test_a_yes_after_the_account_has_another_name_is_for_the_same_group(slack: RunningSlack, clock: SetClock) -> None:
    with two_places(slack, clock, (APPROVED,)) as world:
        world.type("web 4 in prod")
        question = newest(world.bellhop)
        world.configure(LIVE, guards=(APPROVED,))
        world.press(question, APPROVE, "U0BO")
        assert done(world) == ([], ["set web to 4"])


@pytest.mark.parametrize("is_renamed", [False, True])
def test_a_guard_of_another_account_never_lets_through_what_its_own_does_not(
    is_renamed: bool, slack: RunningSlack, clock: SetClock
) -> None:
    lax, strict = Guard(group="web", max=100, account=OTHER), Guard(group="web", approvals=1, account=THERE)
    with two_places(slack, clock, (lax, strict)) as world:
        world.type("web 4 in prod")
        question = newest(world.bellhop)
        if is_renamed:
            world.configure(LIVE, guards=(lax, strict))
        world.press(question, APPROVE, "U0BO")
        assert done(world) == ([], ["set web to 4"])


@pytest.mark.parametrize(
    "words",
    [
        "web 8 in prod",
        "web 8 in Prod",
        "web 8 in 210987654321",
        "web 8 in prod eu-west-1",
        "web 8 in eu-west-1",
        "prod/eu-west-1:web 8",
        "PROD/eu-west-1:web 8",
        "web max=9 8 in prod",
    ],
)
def test_a_guard_counts_however_its_target_is_named(words: str, slack: RunningSlack, clock: SetClock) -> None:
    guards = Guard(group="web", max=6, account=THERE), Guard(group="web", max=100, account=HERE)
    with two_places(slack, clock, guards) as world:
        said = world.type(words)
        assert "rule 1 for groups `web` in `210987654321` lets you set" in said
        assert done(world) == ([], [])


@pytest.mark.parametrize("how", ["button", "words"])
@pytest.mark.parametrize("accounts", [(), (IN_VIRGINIA,)], ids=["removed", "another region"])
def test_an_undo_after_the_account_is_gone_undoes_nothing_anywhere(
    how: str, accounts: tuple[Account, ...], world: TwoPlaces
) -> None:
    world.type("web 4 in prod")
    world.pass_by(seconds=30)
    change = newest(world.bellhop)
    world.here.move("web", 4)
    world.configure(*accounts)
    said = world.press(change, UNDO) if how == "button" else world.type("prod/eu-west-1:web undo")
    assert done(world) == ([], ["set web to 4"])
    assert "any more, so Bellhop can't get at `web` there" in said


def test_an_undo_after_the_account_has_another_name_undoes_that_change(world: TwoPlaces) -> None:
    world.type("web 4 in prod")
    world.pass_by(seconds=30)
    change = newest(world.bellhop)
    world.configure(LIVE)
    said = world.press(change, UNDO)
    assert done(world) == ([], ["set web to 4", "set web to 3"]), said


def test_a_typed_undo_undoes_the_change_of_the_place_that_it_names(world: TwoPlaces) -> None:
    world.type("web 4 in prod")
    world.type("web 3 in us-east-1")
    world.pass_by(seconds=30)
    world.type("web undo in us-east-1")
    assert done(world) == (["set web to 3", "set web to 2"], ["set web to 4"])


def test_what_was_done_to_a_group_of_its_name_before_is_not_undone_on_another(world: TwoPlaces) -> None:
    """The account that is called prod now has a group of that name at that size, too."""
    world.type("web 4 in prod")
    world.pass_by(seconds=30)
    (group,) = [each for each in world.there.groups() if each.name == "web"]
    world.there.put(replace(group, arn=group.arn.replace(":1:", ":2:")))
    said = world.type("web undo in prod")
    assert "no change of `prod/eu-west-1:web`" in said
    assert done(world) == ([], ["set web to 4"])


@pytest.mark.parametrize("is_removed", [False, True])
def test_a_button_for_one_of_two_means_it_whatever_its_account_is_called_by_then(
    is_removed: bool, world: TwoPlaces
) -> None:
    world.type("web 4")
    choice = newest(world.bellhop)
    world.configure(*(() if is_removed else (LIVE,)))
    said = world.press(choice, "scale_do:0")
    assert done(world) == ([], [] if is_removed else ["set web to 4"]), said


LATE = 20 * 60


@pytest.mark.parametrize(("accounts", "changes"), [((PROD,), ["set web to 4"]), ((LIVE,), ["set web to 4"]), ((), [])])
def test_a_late_request_is_asked_about_and_its_yes_means_the_same_group(
    accounts: tuple[Account, ...], changes: list[str], world: TwoPlaces
) -> None:
    world.bellhop.slack.act(user="U0ANA", channel="C0OPS", command="/scale web 4 in prod")
    world.bellhop.clock.advance(LATE)
    world.bellhop.work()
    assert "*nothing was done*" in world.last()
    question = newest(world.bellhop)
    world.configure(*accounts)
    world.press(question, CONFIRM)
    assert done(world) == ([], changes)


@pytest.mark.parametrize("accounts", [(PROD,), ()])
def test_what_was_asked_late_of_an_alarm_there_is_done_now_there_or_nowhere(
    accounts: tuple[Account, ...], world: TwoPlaces
) -> None:
    """Do it now reads the words again, and they may name no place any more."""
    world.bellhop.slack.act(user="U0ANA", channel="C0OPS", command=f"/forcealarm {NAME} OK in prod")
    world.bellhop.clock.advance(LATE)
    world.bellhop.work()
    offered = newest(world.bellhop)
    world.configure(*accounts)
    world.press(offered, DO_IT_NOW)
    assert world.alarms_here.changes == []
    assert len(world.alarms_there.changes) == len(accounts)


@pytest.mark.parametrize("words", ["web 4", "web +2", "web 4 for 2h", "web max=9 9", "web 4 in 2h"])
def test_words_with_a_place_that_is_no_more_do_nothing_here(words: str, world: TwoPlaces) -> None:
    world.there.remove("web")
    world.bellhop.slack.act(user="U0ANA", channel="C0OPS", command=f"/scale {words} in prod")
    world.configure()
    world.bellhop.work()
    assert done(world) == ([], [])
