"""Guards are about effects: they count for whoever forces an alarm that changes their group, or mutes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from app.access.guards import GUEST
from app.aws.alarm import Alarm
from app.aws.scaling_policy import ScalingPolicy, Step
from app.config.configuration import Configuration, ScaleSettings
from app.config.guards import Guard
from app.listeners.alarm_effects import effects_of, scaled_by
from app.slack.messages.text import escape
from sandbox.slack.threaded import RunningSlack
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import press, rung
from tests.app.commands.forcealarm.policies import (
    BASE,
    OF_SERVICE,
    OUT,
    STEPS,
    STOPS,
    TRACKS,
    calling,
    go_ahead,
    with_policies,
)
from tests.app.people import seen, type_in
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.ecs import FakeEcs, kind, limits, service
from tests.fakes.scaling import FakeAutoScaling, web

pytestmark = pytest.mark.slow

Guarded = Callable[..., Bellhop]
FORCE = "/forcealarm web-scales ALARM"
OTHERS, ELSEWHERE = ("U0BO",), ("#shop",)


@pytest.fixture
def guarded(slack: RunningSlack, clock: SetClock) -> Iterator[Guarded]:
    """A Bellhop with these guards and an alarm that scales or stops, and what people do in Slack reaches it."""
    with ExitStack() as stack:

        def build(alarm: Alarm, *guards: Guard) -> Bellhop:
            bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=guards))
            stack.enter_context(listening(bellhop))
            return with_policies(bellhop, alarm)

        yield build


def forced(bellhop: Bellhop) -> bool:
    type_in(bellhop, FORCE)
    go_ahead(bellhop)
    return bool(bellhop.cloudwatch.changes)


def muted(bellhop: Bellhop) -> bool:
    bellhop.cloudwatch.add(replace(bellhop.cloudwatch.named(["web-scales"])[0], name="web-high-cpu"))
    rung(bellhop)
    press(bellhop, "alarm_mute")
    form = bellhop.slack.state("U0ANA")["views"][-1]["view"]
    if form["submit"]:
        mute(bellhop, span="60")
    return bool(bellhop.cloudwatch.rules)


# By who causes it: a policy from 2 to 6, a policy of its own mind (1 to 8), an instance that is stopped, mutes of both.
CAUSES: dict[str, tuple[Alarm, Callable[[Bellhop], bool]]] = {
    "steps": (STEPS, forced),
    "tracks": (TRACKS, forced),
    "stops": (STOPS, forced),
    "mute": (STEPS, muted),
    "mute of what stops": (STOPS, muted),
}
EVERYBODY, MUTES = set(CAUSES), {"mute", "mute of what stops"}
GUARDS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, EVERYBODY),
    ({"users": ("U0ANA",)}, EVERYBODY),
    ({"users": OTHERS}, set()),
    ({"usergroups": ("S0OPS",)}, EVERYBODY),
    ({"channels": ELSEWHERE}, set()),
    ({"max": 5}, {"stops", *MUTES}),
    ({"max": 6}, {"steps", "stops", *MUTES}),
    ({"max": 8}, EVERYBODY),
    ({"step": 3}, {"stops", *MUTES}),
    ({"step": 4}, {"steps", "stops", *MUTES}),
    ({"step": 6}, EVERYBODY),
    ({"confirm_above": 5}, EVERYBODY),
    ({"approvals": 1}, {*MUTES}),
    ({"approvals": 1, "confirm_above": 6}, {"steps", "stops", *MUTES}),
]


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize(("limits", "who"), GUARDS, ids=[str(limits) for limits, _ in GUARDS])
def test_a_groups_guard_counts_for_whoever_changes_the_group(
    cause: str, limits: dict[str, Any], who: set[str], guarded: Guarded
) -> None:
    alarm, does = CAUSES[cause]
    assert does(guarded(alarm, Guard(group="w*", **limits))) is (cause in who)


@pytest.mark.parametrize("cause", CAUSES)
def test_a_guest_whom_only_a_guard_of_the_alarm_names_may_not_change_the_group(cause: str, guarded: Guarded) -> None:
    alarm, _ = CAUSES[cause]
    bellhop = guarded(alarm, Guard(alarm="web-*", users=("U0EVE",)))
    type_in(bellhop, FORCE, user="U0EVE")
    assert bellhop.cloudwatch.changes == []
    assert seen(bellhop, user="U0EVE")[0].startswith(GUEST)


def test_who_may_not_is_told_what_the_alarm_has_to_do_with_the_group(guarded: Guarded) -> None:
    bellhop = guarded(STEPS, Guard(group="web", users=OTHERS))
    type_in(bellhop, FORCE)
    (told,) = seen(bellhop)
    assert told.startswith("Nothing was done: no rule for the group `web` lets you do that here.")
    assert told.endswith("In ALARM, the alarm `web-scales` scales `web` from 2 to 6.")


@pytest.mark.parametrize(("limit", "may"), [({"max": 6}, False), ({"max": 8}, True)])
def test_of_an_alarm_that_may_stay_in_the_state_the_size_in_the_end_counts(
    limit: dict[str, int], may: bool, guarded: Guarded
) -> None:
    """CloudWatch runs the policy again each minute, and without data `ignore` keeps the state."""
    bellhop = guarded(replace(STEPS, lingers=True), Guard(group="web", **limit))  # type: ignore[arg-type]
    assert forced(bellhop) is may
    if not may:
        assert "from 2 to 6, and may do so again each minute until there is data, to 8." in seen(bellhop)[0]


@pytest.mark.parametrize(
    ("policy", "reach"),
    [
        (OUT, 8),
        (replace(OUT, steps=(Step(-1, 0),)), 1),
        (replace(OUT, steps=(Step(0, 0),)), 2),
        (replace(OUT, adjustment="ExactCapacity"), 4),
        (replace(OUT, kind="TargetTrackingScaling"), None),
    ],
)
def test_a_policy_that_runs_again_and_again_ends_at_a_limit_of_the_group(
    policy: ScalingPolicy, reach: int | None
) -> None:
    scaling = FakeAutoScaling(web())
    scaling.policy["web"] = (policy,)
    (effect,) = effects_of(replace(STEPS, lingers=True), "ALARM", scaling)
    assert effect.reach == reach


@pytest.mark.parametrize(
    ("alarm", "limits", "text"),
    [
        (
            STEPS,
            {"approvals": 2},
            "Nothing was done. In ALARM, the alarm `web-scales` scales `web` from 2 to 6. Changing `web` needs "
            "approval from 2 other people (rule 1 for groups `web`), and `/forcealarm` cannot ask for that. "
            "Run `/scale web 6` instead.",
        ),
        (
            TRACKS,
            {"max": 5},
            "Nothing was done. In ALARM, the alarm `web-scales` scales `web`. Its policy `cpu-50` decides how far, to "
            "anything from 1 to 8, and rule 1 for groups `web` does not allow all of that. "
            "Run `/scale web SIZE` instead.",
        ),
        (
            STOPS,
            {"approvals": 1},
            "Nothing was done. In ALARM, an action of the alarm `web-scales` is for `i-1`, an instance of `web`. "
            "Changing `web` needs approval from 1 other person (rule 1 for groups `web`), and `/forcealarm` cannot ask "
            "for that.",
        ),
    ],
)
def test_what_cannot_be_asked_for_is_refused_with_what_to_do_instead(
    alarm: Alarm, limits: dict[str, Any], text: str, guarded: Guarded
) -> None:
    bellhop = guarded(alarm, Guard(group="web", **limits))
    type_in(bellhop, FORCE)
    assert seen(bellhop) == [text]


def test_who_may_not_mute_what_scales_a_group_reads_why(guarded: Guarded) -> None:
    bellhop = guarded(STEPS, Guard(group="web", users=OTHERS))
    assert not muted(bellhop)
    form = str(bellhop.slack.state("U0ANA")["views"][-1]["view"])
    assert "The alarm `web-high-cpu` scales `web`, and a muted alarm does not." in form


def test_who_may_not_mute_it_may_not_unmute_it_either(guarded: Guarded) -> None:
    bellhop = guarded(replace(STEPS, name="web-high-cpu"), Guard(group="web", users=OTHERS))
    rung(bellhop)
    press(bellhop, "alarm_mute", user="U0BO")
    view = bellhop.slack.state("U0BO")["views"][-1]
    bellhop.slack.act(user="U0BO", view_id=view["id"], values={"span": "60"})
    bellhop.work()
    press(bellhop, "alarm_unmute")
    assert len(bellhop.cloudwatch.rules) == 1
    press(bellhop, "alarm_unmute", user="U0BO")
    assert bellhop.cloudwatch.rules == {}


BACK = calling(OUT.arn, state="OK")


@pytest.mark.parametrize(
    ("limits_of_guard", "may", "words"),
    [
        ({}, True, ""),
        ({"users": OTHERS}, False, "In OK, to which CloudWatch may set it back, the alarm `web-scales` scales `web`."),
        ({"max": 6}, False, "to anything from 1 to 8"),
        ({"max": 8}, True, ""),
        ({"approvals": 1}, False, "Run `/scale web SIZE` instead."),
    ],
)
def test_a_guard_counts_for_what_happens_when_cloudwatch_sets_the_alarm_back(
    limits_of_guard: dict[str, Any], may: bool, words: str, guarded: Guarded
) -> None:
    """The metric itself decides then how far a step policy goes."""
    bellhop = guarded(BACK, Guard(group="web", **limits_of_guard))
    assert forced(bellhop) is may
    assert words in seen(bellhop)[0]


def test_what_happens_when_cloudwatch_sets_it_back_is_asked_first(guarded: Guarded) -> None:
    bellhop = guarded(replace(STOPS, state="ALARM"))
    type_in(bellhop, "/forcealarm web-scales OK")
    (asked,) = seen(bellhop)
    assert "That will stop the instance `i-1` of `web` (if CloudWatch sets it back to ALARM)." in asked
    assert bellhop.cloudwatch.changes == []
    go_ahead(bellhop)
    assert len(bellhop.cloudwatch.changes) == 1


def test_what_was_set_by_hand_is_not_set_back_to_that(guarded: Guarded) -> None:
    by_hand = replace(STOPS, state="ALARM", reason="Test (set by hand in Slack by ana; request 1a2b)")
    bellhop = guarded(by_hand, Guard(group="web", users=OTHERS))
    type_in(bellhop, "/forcealarm web-scales OK")
    assert len(bellhop.cloudwatch.changes) == 1


@pytest.mark.parametrize("alarm", [replace(STEPS, actions_enabled=False), replace(STOPS, instance="i-9")])
def test_where_the_group_stays_as_it_is_its_guard_does_not_count(alarm: Alarm, guarded: Guarded) -> None:
    assert forced(guarded(alarm, Guard(group="web", users=OTHERS)))


@pytest.mark.parametrize(
    ("group", "policies"),
    [
        (web(suspended=("AlarmNotification",)), (OUT,)),
        (web(), (replace(OUT, is_enabled=False),)),
        (web(), ()),
    ],
)
def test_a_policy_that_cannot_act_has_no_effect(group: Any, policies: tuple[Any, ...]) -> None:
    scaling = FakeAutoScaling(group)
    scaling.policy["web"] = policies
    (effect,) = effects_of(STEPS, "ALARM", scaling)
    assert effect.is_none


def test_a_group_that_is_gone_cannot_be_changed(guarded: Guarded) -> None:
    bellhop = guarded(STEPS, Guard(group="web", users=OTHERS))
    bellhop.scaling.remove("web")
    assert forced(bellhop)


def test_a_name_of_a_group_is_data(guarded: Guarded) -> None:
    name = "<!here>`"
    alarm = calling(OUT.arn.replace("/web:", f"/{name}:"))
    bellhop = guarded(alarm, Guard(group=name, users=OTHERS))
    bellhop.scaling.put(replace(web(), name=name))
    type_in(bellhop, FORCE)
    assert "<!here>" not in seen(bellhop)[0]
    assert escape("<!here>") in seen(bellhop)[0]


# By the limits of the service's guard: whether an alarm that scales it, to anything from 1 to 8, may be forced.
OF_A_SERVICE: list[tuple[dict[str, Any], bool, str]] = [
    ({}, True, ""),
    ({"users": OTHERS}, False, "In ALARM, the alarm `web-scales` scales `ecs:shop/web`."),
    ({"max": 4}, False, "Its policy `more-tasks` decides how far, to anything from 1 to 8"),
    ({"max": 8}, True, ""),
    ({"approvals": 1}, False, "Run `/scale ecs:shop/web SIZE` instead."),
]


@pytest.mark.parametrize(("limits_of_guard", "may", "words"), OF_A_SERVICE)
def test_the_guard_of_a_service_counts_for_whoever_forces_or_mutes_what_scales_it(
    limits_of_guard: dict[str, Any], may: bool, words: str, slack: RunningSlack, clock: SetClock
) -> None:
    guards = (Guard(group="ecs:shop/*", **limits_of_guard),) if limits_of_guard else ()
    settings = Configuration(ALARMS, guards=guards, scale=ScaleSettings(kinds=("group", "ecs")))
    bellhop = Bellhop(slack, clock, configuration=settings, ecs=kind(FakeEcs(service("web")), limits("web")))
    bellhop.cloudwatch.add(calling(OF_SERVICE))
    with listening(bellhop):
        assert forced(bellhop) is may
        assert words in seen(bellhop)[-1]
        type_in(bellhop, "/alarms mute web-scales for 1h")
        assert bool(bellhop.cloudwatch.rules) is ("users" not in limits_of_guard)


@pytest.mark.parametrize(
    ("limits_of_guard", "may"),
    [({}, True), ({"max": 100}, False), ({"step": 100}, False), ({"approvals": 1, "confirm_above": 100}, False)],
)
def test_of_what_nobody_looks_at_any_size_may_come(
    limits_of_guard: dict[str, Any], may: bool, guarded: Guarded
) -> None:
    """The kind is not among `kinds`, so Bellhop may not see between which sizes its policy decides."""
    assert forced(guarded(calling(OF_SERVICE), Guard(group="*", **limits_of_guard))) is may


def test_of_a_table_the_guards_of_what_it_reads_and_of_what_it_writes_count() -> None:
    assert scaled_by(BASE + "resource/dynamodb/table/orders:policyName/p") == (
        "dynamodb:orders:read",
        "dynamodb:orders:write",
    )
