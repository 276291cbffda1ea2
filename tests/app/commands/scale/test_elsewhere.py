"""Groups and alarms of the same names at home and in another account: whatever is done is done in one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.elsewhere import Door, Doors
from app.base.errors import BellhopError, Refused
from app.commands.scale.request.parse import topic
from app.config.configuration import Configuration
from app.config.guards import Guard
from app.listeners.job import turn_of
from app.slack.messages.buttons import UNDO
from sandbox.slack.threaded import RunningSlack
from tests.app.card_actions.muting import mute
from tests.app.card_actions.places import Place, arrive
from tests.app.card_actions.pressing import blocks, card_of, whispered
from tests.app.card_actions.pressing import press as press_card
from tests.app.commands.scale.talk import newest
from tests.app.people import by_name, modal_of, press, seen, submit, type_in
from tests.app.runtime.test_run import let_others_pass, wait_and_work
from tests.fakes.aws import FakeCloudWatch, alarm
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.elsewhere import IRELAND, PROD, ROLE, everywhere
from tests.fakes.scaling import FakeAutoScaling, web
from tests.menus import presses_of

GROUP = "arn:aws:autoscaling:{}:{}:autoScalingGroup:1:autoScalingGroupName/web"
HERE, THERE = GROUP.format("us-east-1", "123456789012"), GROUP.format("eu-west-1", "210987654321")
GUARDS = (
    Guard(group="web", max=6, account=("210987654321",)),
    Guard(alarm="web-*", users=("U0BO",), account=("210987654321",), region=("us-east-1",)),
)
CONFIGURATION = Configuration(ALARMS, accounts=(PROD,), guards=GUARDS)
NAME = "web-high-cpu"


@dataclass
class World:
    """`web` and `web-high-cpu` at home and in prod; `problem` is raised at whoever wants in there."""

    bellhop: Bellhop
    here: FakeAutoScaling
    there: FakeAutoScaling
    alarms_here: FakeCloudWatch
    alarms_there: FakeCloudWatch
    problem: BellhopError | None = None

    def type(self, words: str) -> str:
        type_in(self.bellhop, f"/scale {words}")
        return self.last()

    def last(self) -> str:
        return by_name(seen(self.bellhop)[-1])

    def pass_by(self, time: timedelta) -> None:
        end = self.bellhop.clock() + time
        while self.bellhop.clock() < end:
            self.bellhop.clock.advance(3)
            self.bellhop.work()


@pytest.fixture
def world(slack: RunningSlack, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    scaling = FakeAutoScaling(web(arn=HERE)), FakeAutoScaling(web(arn=THERE, desired=3), web(name="only", arn=""))
    alarms = FakeCloudWatch(alarm(NAME, "ALARM")), FakeCloudWatch(alarm(NAME, "ALARM"))
    at: AutoScaling = everywhere(scaling[0], {IRELAND: scaling[1]})
    watched: CloudWatch = everywhere(alarms[0], {IRELAND: alarms[1]})
    made = Bellhop(slack, clock, configuration=CONFIGURATION, scaling=at, cloudwatch=watched, roles=ROLE)
    world = World(made, *scaling, *alarms)

    def enter(_: Door) -> None:
        if world.problem:
            raise world.problem

    monkeypatch.setattr(Door, "enter", enter)
    with listening(made):
        yield world


def test_the_list_spans_both_and_a_place_narrows_it(world: World) -> None:
    assert [line.partition(":  ")[0].split("`")[1] for line in world.type("").splitlines()[:3]] == [
        "prod/eu-west-1:only",
        "prod/eu-west-1:web",
        "web",
    ]
    assert "`web`" not in world.type("in prod")
    assert "prod/eu-west-1:web" not in world.type("in us-east-1")


def test_a_change_in_a_place_is_followed_and_undone_there_and_nowhere_else(world: World) -> None:
    assert world.type("web 4 in prod").startswith("ana set *prod/eu-west-1:web* from 3 to 4")
    world.pass_by(timedelta(seconds=30))
    assert "4 in service" in world.last()
    press(world.bellhop, newest(world.bellhop), UNDO)
    world.bellhop.work()
    assert world.there.changes == [("web", 4), ("web", 3)]
    assert world.here.done == []
    assert "set *prod/eu-west-1:web* from 3 to 4" in world.type("prod/eu-west-1:web history")
    assert "from 3 to 4" not in world.type("web history in us-east-1")


def test_in_a_duration_is_a_time(world: World) -> None:
    world.type("web 4 in 2h in prod")
    (planned,) = world.there.planned.values()
    assert (planned.group, planned.desired, world.here.done) == ("web", 4, [])


NOT_THERE = "`staging` is neither a time, such as `in 10m`, nor a place: bellhop.toml names `prod/eu-west-1`."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("only in staging", NOT_THERE),
        ("only 4 in staging", f"{NOT_THERE} Without it:"),
        ("only 4 in staging because load", f"{NOT_THERE} Without it:"),
        ("only 4 in 2h in staging", f"{NOT_THERE} Without it:"),
        ("only refresh in staging", NOT_THERE),
        ("only history in staging", NOT_THERE),
        ("web 4 in staging", f"{NOT_THERE} `web` matches 2 groups. Which one?"),
        ("list in staging", f"{NOT_THERE} There is no Auto Scaling group `staging`. `/scale` lists all groups."),
        ("onli 4 in staging", f"{NOT_THERE} There is no Auto Scaling group `onli`. Did you mean this?"),
        ("4 in onli", "There is no Auto Scaling group `onli`. Did you mean this?"),
    ],
)
def test_a_place_that_is_none_is_named_beside_how_times_are_written(words: str, said: str, world: World) -> None:
    assert world.type(words) == said
    assert (world.here.done, world.there.done) == ([], [])


def test_a_name_that_both_have_is_asked_about_and_the_button_means_one(world: World) -> None:
    said = world.type("web 4")
    assert "`web` matches 2 groups. Which one?" in said
    assert (world.here.done, world.there.done) == ([], [])
    press(world.bellhop, newest(world.bellhop), "scale_do:0")
    world.bellhop.work()
    assert (world.here.done, world.there.changes) == ([], [("web", 4)])


def test_a_name_that_only_one_has_needs_no_place(world: World) -> None:
    world.type("only 3")
    assert world.there.changes == [("only", 3)]


def test_what_one_account_has_is_not_sure_while_another_does_not_answer(world: World) -> None:
    world.problem = Refused("Bellhop can't get into prod (210987654321), eu-west-1.")
    said = world.type("web 4")
    assert "Bellhop can't get into prod (210987654321), eu-west-1." in said
    assert world.here.done == []
    press(world.bellhop, newest(world.bellhop), "scale_do:0")
    world.bellhop.work()
    assert world.here.changes == [("web", 4)]


def let_pass(world: World, words: str) -> None:
    """A request for which Slack has no time until it has given up its place on the queue."""
    world.bellhop.slack.fault("users.info", "ratelimited", count=3, retry_after=30)
    type_in(world.bellhop, f"/scale {words}")
    let_others_pass(world.bellhop)


def test_a_request_in_a_place_that_had_to_wait_does_not_undo_a_later_one_there(world: World) -> None:
    let_pass(world, "web 4 in prod")
    type_in(world.bellhop, "/scale web 5 in prod")
    wait_and_work(world.bellhop)
    assert world.there.changes == [("web", 5)]
    assert any("a later request was carried out in the meantime" in each for each in seen(world.bellhop))


def test_and_one_about_the_same_name_at_home_is_no_later_one(world: World) -> None:
    let_pass(world, "web 4 in prod")
    type_in(world.bellhop, "/scale web 5 in us-east-1")
    wait_and_work(world.bellhop)
    assert (world.there.changes, world.here.changes) == ([("web", 4)], [("web", 5)])


@pytest.mark.parametrize(
    ("words", "acts_on"),
    [
        ("web 4 in us-east-1", "web"),
        ("web 4 in prod", "prod/eu-west-1:web"),
        ("prod/eu-west-1:web 4 in prod", "prod/eu-west-1:web"),
    ],
)
def test_whoever_says_a_place_waits_for_who_acts_on_the_same_target(
    world: World, words: str, acts_on: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.leases.WAIT_SECONDS", 0.1)
    with world.bellhop.parts.processor.leases.hold(turn_of(topic(acts_on))):
        type_in(world.bellhop, f"/scale {words}")
        assert (world.here.done, world.there.done) == ([], [])
    wait_and_work(world.bellhop)
    changed = world.there if "prod" in words else world.here
    assert changed.changes == [("web", 4)]


def test_a_guard_counts_in_the_account_that_it_names(world: World) -> None:
    assert "rule 1 for groups `web` in `210987654321` lets you set" in world.type("web 8 in prod")
    assert world.there.done == []
    assert "from 2 to 8" in world.type("web 8 in us-east-1")


def test_a_role_that_is_taken_away_in_the_midst_says_so_and_the_change_is_followed_to_its_end(world: World) -> None:
    world.there.is_slow = True
    world.type("web 4 in prod")
    world.problem = Refused("Bellhop can't get into prod (210987654321), eu-west-1.")
    world.pass_by(timedelta(minutes=3))
    assert any("can't get into prod" in each for each in seen(world.bellhop))
    world.problem = None
    world.there.arrive("web")
    world.pass_by(timedelta(minutes=5))
    assert any("4 in service" in each and "set *prod/eu-west-1:web*" in by_name(each) for each in seen(world.bellhop))
    assert (world.there.changes, world.here.done) == ([("web", 4)], [])


def test_its_alarms_card_mutes_shows_and_scales_there_and_nowhere_else(world: World) -> None:
    bellhop = world.bellhop
    arrive(bellhop, "SNS", Place("210987654321", "eu-west-1"))
    found = [name for name, _ in presses_of(card_of(bellhop))]
    assert {"alarm_mute", "alarm_details", "scale_open:0"} <= set(found)
    assert "Account 210987654321 · eu-west-1" in blocks(bellhop)
    assert "no access" not in blocks(bellhop)
    mute(bellhop, span="60")
    assert [names for names, *_ in world.alarms_there.rules.values()] == [NAME]
    press_card(bellhop, "alarm_details")
    assert f"*History of `{NAME}`* in CloudWatch" in whispered(bellhop)[-1]
    press(bellhop, card_of(bellhop), "scale_open:0")
    bellhop.work()
    submit(bellhop, modal_of(bellhop), "4")
    world.pass_by(timedelta(seconds=30))
    assert world.there.changes == [("web", 4)]
    assert "set *prod/eu-west-1:web* from 3 to 4" in blocks(bellhop)
    press_card(bellhop, "alarm_unmute")
    assert (world.alarms_there.rules, world.alarms_there.looked_up) == ({}, [NAME])
    here = world.alarms_here
    assert (here.rules, here.looked_up, here.queried, world.here.done) == ({}, [], [], [])
    assert world.alarms_there.queried


def test_without_the_role_in_the_deployment_the_card_is_as_for_any_other_account(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = Bellhop(slack, clock, configuration=CONFIGURATION)
    with listening(bellhop):
        arrive(bellhop, "SNS", Place("210987654321", "eu-west-1"))
        found = [name for name, _ in presses_of(card_of(bellhop))]
        assert [name for name in found if not name.startswith("link:")] == ["alarm_ack"]
        assert "Bellhop has no access there" in blocks(bellhop)
        type_in(bellhop, "/scale in prod")
        assert "was deployed without leave to assume the role" in seen(bellhop)[-1]


@pytest.mark.parametrize("is_removed", [False, True])
def test_a_mute_that_ends_once_bellhop_toml_names_no_such_account_enables_nothing_here(
    world: World, is_removed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one here was disabled by somebody, and stays so."""
    world.alarms_here.set_actions(NAME, enabled=False)
    world.alarms_there.takes_rules = False
    arrive(world.bellhop, "SNS", Place("210987654321", "eu-west-1"))
    mute(world.bellhop, span="60")
    assert not are_enabled(world.alarms_there)
    if is_removed:
        monkeypatch.setattr(Doors, "way", lambda *_: None)
    wait_and_work(world.bellhop, hours=2)
    assert not are_enabled(world.alarms_here)
    assert are_enabled(world.alarms_there) != is_removed


def are_enabled(cloudwatch: FakeCloudWatch) -> bool:
    (found,) = cloudwatch.named([NAME])
    return found.actions_enabled


def force(world: World, words: str) -> str:
    type_in(world.bellhop, f"/forcealarm {words}")
    return world.last()


def test_an_alarm_is_forced_in_its_account_and_followed_there_and_nowhere_else(world: World) -> None:
    said = force(world, f"{NAME} OK in prod because a test")
    assert f"set `prod/eu-west-1:{NAME}` from ALARM to *OK*" in said
    world.pass_by(timedelta(minutes=1))
    assert [(name, state) for name, state, _ in world.alarms_there.changes] == [(NAME, "OK")]
    assert (world.alarms_here.changes, world.alarms_here.asked[1:]) == ([], [])


def test_a_question_before_it_is_forced_means_that_account_also_when_it_is_answered(world: World) -> None:
    called = "arn:aws:lambda:eu-west-1:210987654321:function:page-somebody"
    actions: dict[str, tuple[str, ...]] = {"ALARM": (called,), "OK": (), "INSUFFICIENT_DATA": ()}
    world.alarms_there._alarms[NAME] = replace(alarm(NAME, "OK"), actions=actions)
    said = force(world, f"{NAME} ALARM in prod")
    assert f"wants to set `prod/eu-west-1:{NAME}` from OK to *ALARM*" in said
    press(world.bellhop, newest(world.bellhop), "force_confirm")
    world.bellhop.work()
    assert [(name, state) for name, state, _ in world.alarms_there.changes] == [(NAME, "ALARM")]
    assert world.alarms_here.changes == []


def test_several_alarms_elsewhere_are_not_forced_at_once(world: World) -> None:
    assert "takes one alarm at a time" in force(world, "web-* OK in prod")
    assert "takes one alarm at a time" in force(world, f"test {NAME} in prod")
    assert (world.alarms_here.changes, world.alarms_there.changes) == ([], [])


def test_alarms_shows_one_in_its_account_with_buttons_that_mean_it(world: World) -> None:
    type_in(world.bellhop, f"/alarms {NAME} in prod")
    message = newest(world.bellhop)
    found = dict(presses_of(message))
    assert world.alarms_here.looked_up == []
    assert "alarm_edit" not in " ".join(found)
    (name,) = [each for each in found if each.startswith("force")]
    press(world.bellhop, message, name)
    world.bellhop.work()
    assert [(name, state) for name, state, _ in world.alarms_there.changes] == [(NAME, "OK")]
    assert world.alarms_here.changes == []


def many_there(world: World) -> None:
    for number in range(10):
        world.alarms_there.add(alarm(f"api-{number}", "ALARM"))
    world.alarms_here.looked_up.clear()


def list_of(world: World, words: str) -> list[str]:
    type_in(world.bellhop, f"/alarms {words}")
    return listed_in(newest(world.bellhop)["text"])


def listed_in(text: str) -> list[str]:
    return [line.split("`")[1] for line in text.splitlines() if line.startswith((":red_circle:", ":large_green"))]


def test_alarms_lists_what_is_not_ok_in_an_account_page_by_page_and_nothing_else(world: World) -> None:
    many_there(world)
    first = list_of(world, "in prod")
    assert newest(world.bellhop)["text"].startswith("*11 alarms* for `in prod/eu-west-1`, worst first. 0 OK. Showing")
    press(world.bellhop, newest(world.bellhop), "alarms_page:next")
    world.bellhop.work()
    second = listed_in(newest(world.bellhop)["text"])
    assert (len(first), len(second)) == (8, 3)
    assert {*first, *second} == {NAME, *(f"api-{number}" for number in range(10))}
    assert world.alarms_here.looked_up == []


def test_globs_and_states_in_an_account_and_each_row_shows_the_alarm_there(world: World) -> None:
    many_there(world)
    assert list_of(world, "api-* in prod") == [f"api-{number}" for number in range(8)]
    assert list_of(world, "ok in prod") == []
    assert "No alarm that fits `ok in prod/eu-west-1` is OK." in newest(world.bellhop)["text"]
    list_of(world, "web-* alarm in prod")
    press(world.bellhop, newest(world.bellhop), "alarms_show:0")
    world.bellhop.work()
    assert NAME in newest(world.bellhop)["text"]
    assert world.alarms_here.looked_up == []


def test_what_is_muted_there_is_listed_with_its_card_and_not_unmuted_here(world: World) -> None:
    world.alarms_there.mute_many(
        "bellhop-1", [NAME], world.bellhop.clock(), world.bellhop.clock() + timedelta(hours=1), ""
    )
    assert list_of(world, "muted in prod") == [NAME]
    assert [name for name, _ in presses_of(newest(world.bellhop)) if name.startswith("alarms_")] == [
        "alarms_show:0",
        "alarms_page:refresh",
    ]
    assert list_of(world, "muted") == []


def test_a_forecast_goes_by_the_alarms_and_metrics_there(world: World) -> None:
    now = world.bellhop.clock()
    loads = [(now - timedelta(minutes=ago), 4 if 150 < ago <= 400 else 2) for ago in range(600, 0, -1)]
    values = [(at, 120 / size + at.minute % 7 / 10) for at, size in loads]
    world.alarms_there.measured = {
        "CPUUtilization": values,
        "GroupInServiceInstances": [(at, float(size)) for at, size in loads],
    }
    dimensions = [{"Name": "AutoScalingGroupName", "Value": "web"}]
    watched = {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Dimensions": dimensions, "Period": 60}
    limit = {"ComparisonOperator": "GreaterThanThreshold", "Threshold": 50.0, "EvaluationPeriods": 2}
    world.alarms_there.define({"AlarmName": "hot-there", "Statistic": "Average", **watched, **limit})
    assert "CPUUtilization 60 % at 2, about 30 % at 4" in world.type("dry-run web 4 in prod")
    assert "`hot-there` goes to OK" in world.last()
    assert "3 is the smallest size" in world.type("web fit in prod")
    assert world.alarms_here.queried == []
    assert "forecast" not in world.type("dry-run web 4").casefold()
