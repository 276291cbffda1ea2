"""All alarms that a glob matches: one plan, one yes, set one after the other, each told by name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.base.errors import Later, Refused, Wrong
from app.commands.forcealarm.buttons import CANCEL_ALL, FORCE_ALL
from app.commands.forcealarm.many import MOST
from app.config.configuration import Configuration
from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.forcealarm.policies import STEPS, STOPS, with_policies
from tests.app.commands.forcealarm.test_follow import pass_by, taken_back
from tests.app.people import by_name, press, seen, type_in
from tests.fakes.aws import TOPIC, alarm
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock

GLOB = "/forcealarm shop-* ALARM because of a drill"


@pytest.fixture
def four(listening_bellhop: Bellhop) -> Bellhop:
    return shop(listening_bellhop, 4)


def shop(bellhop: Bellhop, count: int) -> Bellhop:
    for number in range(count):
        bellhop.cloudwatch.add(alarm(f"shop-{number}"))
    return bellhop


def asked(bellhop: Bellhop, words: str = GLOB) -> dict[str, Any]:
    type_in(bellhop, words)
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


def yes(bellhop: Bellhop, user: str = "U0ANA", button: str = FORCE_ALL) -> None:
    """Somebody answers; a second later the first two are set."""
    asking = [message for message in bellhop.slack.messages("C0OPS") if button in str(message["blocks"])]
    assert press(bellhop, {**asking[-1], "channel": "C0OPS"}, button, user)["ok"]
    bellhop.work()


def forced(bellhop: Bellhop) -> list[str]:
    return [name for name, _, _ in bellhop.cloudwatch.changes]


def test_all_are_one_plan_with_what_each_triggers_and_one_button(four: Bellhop) -> None:
    with_policies(four, replace(STOPS, name="shop-9"), alarm("shop-8", "ALARM"))
    message = asked(four)
    assert four.cloudwatch.changes == []
    first, *lines = message["text"].splitlines()
    assert first == (
        ":raised_hand: ana wants to set 5 alarms (`shop-*`) to *ALARM*: of a drill. 1 more is in ALARM "
        "already. This triggers:"
    )
    assert lines[0] == "• `shop-0` (in OK): notify the topic `bellhop-alarms` (1 queue)."
    assert lines[-1] == "• `shop-9` (in OK): stop the instance `i-1` of `web`."
    button, _ = message["blocks"][-1]["elements"]
    assert (button["text"]["text"], button["style"]) == ("Set 5 to ALARM: stop i-1", "danger")
    assert four.topics.asked == [TOPIC], "once, though four alarms have it"


def test_beside_others_a_muted_one_says_so_in_few_words(four: Bellhop) -> None:
    four.cloudwatch.mute("night", "shop-1", four.clock(), four.clock() + timedelta(hours=1), "")
    lines = asked(four)["text"].splitlines()
    assert "Not now: it is muted until <!date^" in lines[2] and " by the rule `night`." in lines[2]
    assert "CloudWatch runs the actions when" not in lines[2]
    assert "Not now" not in lines[1]


def test_after_one_yes_they_are_set_two_a_second_and_then_followed(four: Bellhop) -> None:
    asked(four)
    yes(four, user="U0BO")
    assert by_name(seen(four)[0]).splitlines()[:2] == [
        "bo sets 4 alarms (`shop-*`) to *ALARM*: of a drill, asked for by ana, two a second.",
        "`shop-0`: It is not set yet.",
    ]
    pass_by(four, 1)
    assert forced(four) == ["shop-0", "shop-1"]
    pass_by(four, 1)
    assert forced(four) == ["shop-0", "shop-1", "shop-2", "shop-3"]
    reasons = {reason for _, _, reason in four.cloudwatch.changes}
    assert {reason.partition(" (")[0] for reason in reasons} == {"of a drill"}
    assert "in slack by bo; request" in reasons.pop().casefold()
    for number in range(4):
        taken_back(four, f"shop-{number}")
    pass_by(four, 30)
    (told,) = seen(four)
    assert "`shop-0`: CloudWatch set it back to *OK* after 1 s.\n" in told
    assert told.count("CloudWatch set it back to *OK* after") == 4
    assert four.watch.next_due() is None


def test_a_glob_without_a_state_lists_and_one_that_matches_nothing_says_so(four: Bellhop) -> None:
    type_in(four, "/forcealarm shop-*")
    assert seen(four)[0].count("`shop-") == 4
    type_in(four, "/forcealarm none-* ALARM")
    assert seen(four)[-1] == "No alarm matches `none-*`. Nothing was done."


def test_an_alarm_with_exactly_that_name_beats_the_glob(four: Bellhop) -> None:
    four.cloudwatch.add(alarm("shop-?"))
    type_in(four, "/forcealarm shop-? ALARM")
    assert forced(four) == ["shop-?"]
    type_in(four, "/forcealarm alarm:shop-* ALARM")
    assert "There is no alarm `shop-*`" in seen(four)[-1]


@pytest.mark.parametrize(
    ("count", "words", "said"),
    [
        (MOST + 1, GLOB, f"`shop-*` matches {MOST + 1} alarms, and at most 25 are set at once."),
        (1100, "/forcealarm shop-10?? ALARM", "More than a thousand alarms begin as `shop-10??` does"),
        (4, "/forcealarm shop-* OK", "All 4 that match `shop-*` are in OK already."),
        (4, "/forcealarm shop-* ALARM for 5m", "`for 5m` is not taken as a reason"),
    ],
)
def test_what_cannot_be_is_refused(count: int, words: str, said: str, listening_bellhop: Bellhop) -> None:
    bellhop = shop(listening_bellhop, count)
    if "thousand" in said:
        for number in range(1100):
            bellhop.cloudwatch.add(alarm(f"shop-10{number:04d}"))
    type_in(bellhop, words)
    assert seen(bellhop)[-1].startswith(said)
    assert bellhop.cloudwatch.changes == []


def test_twenty_five_take_less_than_three_a_second_and_stay_within_slacks_limits(listening_bellhop: Bellhop) -> None:
    bellhop = shop(listening_bellhop, 0)
    for number in range(MOST):
        topics = tuple(f"arn:aws:sns:us-east-1:123456789012:{'t' * 80}{each}" for each in range(5))
        long = alarm(f"shop-{number:02d}-{'n' * 240}")
        bellhop.cloudwatch.add(replace(long, actions={**long.actions, "ALARM": topics}))
    message = asked(bellhop)
    assert len(str(message["blocks"])) < 14_000
    yes(bellhop)
    begun = bellhop.clock.epoch()
    while len(forced(bellhop)) < MOST:
        assert len(forced(bellhop)) <= 2 * (bellhop.clock.epoch() - begun)
        pass_by(bellhop, 1)
    assert len(set(forced(bellhop))) == MOST


def test_what_cloudwatch_refuses_is_told_by_name_and_the_others_go_on(four: Bellhop) -> None:
    asked(four)
    four.cloudwatch.faults.append(Wrong("AWS refused to set it: <no>."))
    yes(four)
    four.cloudwatch.remove("shop-2")
    pass_by(four, 2)
    lines = seen(four)[0].splitlines()
    assert lines[1] == "`shop-0`: It was not set: AWS refused to set it: &lt;no&gt;."
    assert lines[3] == "`shop-2`: The alarm was deleted."
    assert forced(four) == ["shop-1", "shop-3"]


def test_while_cloudwatch_is_busy_it_waits_and_sets_each_once(four: Bellhop) -> None:
    asked(four)
    four.cloudwatch.faults.append(Later("AWS is busy.", maybe_done=False))
    yes(four)
    assert forced(four) == []
    pass_by(four, 30)
    assert forced(four) == [f"shop-{number}" for number in range(4)]


def test_a_worker_that_dies_after_each_change_sets_each_once(four: Bellhop) -> None:
    asked(four)
    four.cloudwatch.deaths += [RuntimeError("the process died")] * 4
    yes(four)
    pass_by(four, 3600)
    assert forced(four) == [f"shop-{number}" for number in range(4)]
    assert "It is still in *ALARM*" in seen(four)[0]
    assert four.watch.next_due() is None


def test_a_yes_is_for_what_was_shown(four: Bellhop) -> None:
    asked(four)
    four.cloudwatch.add(replace(STOPS, name="shop-9"))
    yes(four)
    assert four.cloudwatch.changes == []
    question, told = seen(four)
    assert "5 alarms" in question
    assert "*That has changed since it was asked first.*" in question
    assert "so nothing was done yet" in told
    yes(four)
    pass_by(four, 5)
    assert len(forced(four)) == 5


def test_an_old_plan_is_asked_again(four: Bellhop) -> None:
    asked(four)
    four.clock.advance(timedelta(minutes=31).total_seconds())
    yes(four)
    pass_by(four, 1)
    assert four.cloudwatch.changes == []
    yes(four)
    pass_by(four, 1)
    assert forced(four)


def test_who_is_subscribed_may_change(four: Bellhop) -> None:
    asked(four)
    four.topics.faults.append(Refused("no"))
    yes(four)
    pass_by(four, 1)
    assert forced(four)


def test_cancelled_nothing_is_set_and_the_second_press_is_told_who(four: Bellhop) -> None:
    question = asked(four)
    yes(four, "U0BO", CANCEL_ALL)
    assert by_name(seen(four)[0]).endswith("4 alarms (`shop-*`) to ALARM. Cancelled by bo. Nothing changed.")
    four.slack.act(user="U0ANA", channel="C0OPS", ts=question["ts"], action_id=FORCE_ALL)
    four.work()
    assert four.cloudwatch.changes == []


def test_one_guard_against_one_of_them_is_against_all(slack: RunningSlack, clock: SetClock) -> None:
    guards = (Guard(alarm="shop-3", users=("U0BO",)), Guard(group="web", max=3))
    bellhop = shop(Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=guards)), 4)
    with listening(bellhop):
        type_in(bellhop, GLOB)
        assert "no rule for the alarm `shop-3` lets you" in seen(bellhop)[-1]
        type_in(bellhop, "/forcealarm shop-* ALARM", user="U0BO")
        yes(bellhop, "U0ANA")
        assert bellhop.cloudwatch.changes == [], "nor may who presses"
        with_policies(bellhop, replace(STEPS, name="shop-2"))
        type_in(bellhop, "/forcealarm shop-2* ALARM", user="U0BO")
        assert "Nothing was done" in seen(bellhop, user="U0BO")[-1]


def test_where_the_plan_is_forgotten_that_is_said(four: Bellhop) -> None:
    question = asked(four)
    (plan,) = {json.loads(each["value"])["id"] for each in question["blocks"][-1]["elements"]}
    four.table.delete(f"force-all#{plan}", "force-all")
    yes(four)
    assert "more than 30 days old" in seen(four)[-1]


@pytest.mark.parametrize("meanwhile", ["in ALARM", "deleted", "more"])
def test_where_nothing_is_left_to_set_the_question_is_over(meanwhile: str, four: Bellhop) -> None:
    asked(four)
    for number in range(26 if meanwhile == "more" else 4):
        four.cloudwatch.add(alarm(f"shop-{number}", "ALARM" if meanwhile == "in ALARM" else "OK"))
        if meanwhile == "deleted":
            four.cloudwatch.remove(f"shop-{number}")
    yes(four)
    said = {
        "in ALARM": "All 4 that match `shop-*` are in ALARM already. CloudWatch ignores a change to the same state.",
        "deleted": "No alarm matches `shop-*`. Nothing was done.",
        "more": "`shop-*` matches 26 alarms, and at most 25 are set at once. Type more of their names.",
    }[meanwhile]
    assert by_name(seen(four)[0]) == f":no_entry_sign: ana wanted to set 4 alarms (`shop-*`) to ALARM: {said}"
    assert seen(four)[-1] == said
    assert FORCE_ALL not in str(four.slack.messages("C0OPS")[0]["blocks"])
    assert four.cloudwatch.changes == []


def test_what_was_shown_as_muted_is_asked_again_once_it_is_not(four: Bellhop) -> None:
    four.cloudwatch.rules["night"] = ("shop-1", four.clock(), four.clock() + timedelta(hours=1))
    asked(four)
    four.cloudwatch.rules.clear()
    yes(four)
    assert "That has changed since it was asked first." in seen(four)[0]
    pass_by(four, 3)
    assert forced(four) == []


def test_those_that_are_over_at_once_are_told_by_a_message_that_slack_takes_hours_later(four: Bellhop) -> None:
    """Nothing is left to follow, and the message that says so is not there yet."""
    four.cloudwatch.faults += [Wrong("AWS refused.")] * 4
    message = asked(four)
    four.slack.fault("chat.update", "status", status=500)
    yes(four)
    pass_by(four, 3 * 3600)
    four.slack.clear_faults()
    pass_by(four, 1800)
    told = four.slack.messages("C0OPS")
    assert [each["ts"] for each in told] == [message["ts"]]
    assert told[0]["text"].count("It was not set: AWS refused.") == 4
    assert four.watch.next_due() is None


def test_where_the_question_is_gone_and_the_answer_comes_late_it_says_how_all_ended(four: Bellhop) -> None:
    four.cloudwatch.faults += [Wrong("AWS refused.")] * 4
    message = asked(four)
    four.slack.fault("chat.postMessage", "status", status=500)
    assert press(four, message, FORCE_ALL)["ok"]
    four.parts.slack.delete("C0OPS", message["ts"])
    four.work()
    pass_by(four, 3 * 3600)
    four.slack.clear_faults()
    pass_by(four, 1800)
    (told,) = seen(four)
    assert told.count("It was not set: AWS refused.") == 4
    assert four.watch.next_due() is None
