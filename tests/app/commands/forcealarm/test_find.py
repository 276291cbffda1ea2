"""Which alarm is meant, whatever its name, and what was mistyped if there is none."""

from __future__ import annotations

import pytest

from app.commands.forcealarm.offers import OFFER
from tests.app.commands.scale.talk import newest
from tests.app.people import press, seen, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop

pytestmark = pytest.mark.slow


def offered(bellhop: Bellhop) -> list[str]:
    """The labels of the newest message's buttons."""
    return [button["text"]["text"] for button in newest(bellhop)["blocks"][-1]["elements"]]


def pressed(bellhop: Bellhop, user: str = "U0ANA") -> None:
    """Somebody presses the first of them."""
    assert press(bellhop, newest(bellhop), f"{OFFER}:0", user)["ok"]
    bellhop.work()


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


@pytest.mark.parametrize("name", ["a <b> & c", "a &amp; c"])
def test_an_alarm_is_found_whatever_slack_makes_of_its_name(name: str, bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(alarm(name))
    type_in(bellhop, f"/forcealarm {name} ALARM because of R&D")
    assert bellhop.cloudwatch.changes[0][:2] == (name, "ALARM")
    assert "*ALARM*: of R&amp;D." in seen(bellhop)[0]


def test_an_alarm_with_spaces_in_its_name_can_be_forced(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(alarm("my shop is down"))
    type_in(bellhop, "/forcealarm my shop is down ALARM")
    assert [name for name, _, _ in bellhop.cloudwatch.changes] == ["my shop is down"]


@pytest.mark.parametrize("name", ["API OK rate", "billing alarm", "High CPU alarm (web)", "two  spaces", "x alarm ok"])
def test_an_alarm_with_words_that_spell_a_state_in_its_name_can_be_looked_at_and_forced(
    name: str, bellhop: Bellhop
) -> None:
    for known in ("API", "billing", "High CPU", "two spaces", "x", name):
        bellhop.cloudwatch.add(alarm(known))
    type_in(bellhop, f"/forcealarm {name}")
    assert f"*{name}* is in *OK*" in seen(bellhop)[0]
    assert bellhop.cloudwatch.changes == []
    type_in(bellhop, f"/forcealarm {name} alarm is it OK ?")
    ((forced, state, reason),) = bellhop.cloudwatch.changes
    assert (forced, state) == (name, "ALARM")
    assert reason.startswith("is it OK ? (set by hand")


@pytest.mark.parametrize("name", ["time to first byte", "state of the shop", "All of it", "set of now", "the on-call"])
@pytest.mark.parametrize("typed", ["{} ALARM", '"{}" ALARM', "set {} to ALARM please", 'set "{}" to ALARM', "ALARM {}"])
def test_a_name_with_words_that_add_nothing_elsewhere_keeps_them(typed: str, name: str, bellhop: Bellhop) -> None:
    for known in ("first byte", "shop", "it", "on-call", name):
        bellhop.cloudwatch.add(alarm(known))
    type_in(bellhop, f"/forcealarm {typed.format(name)}")
    assert [each[:2] for each in bellhop.cloudwatch.changes] == [(name, "ALARM")]


def test_a_text_longer_than_any_name_is_no_alarm(bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm {'x' * 300}")
    type_in(bellhop, f"/forcealarm web-high-cpu ALARM {'because ' * 50}")
    assert seen(bellhop)[0].startswith("There is no alarm `xxx")
    assert [name for name, _, _ in bellhop.cloudwatch.changes] == ["web-high-cpu"]


def test_a_mistyped_name_gets_the_request_for_the_near_one_as_a_button(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cup ALARM because a drill")
    assert seen(bellhop) == ["There is no alarm `web-high-cup`. Did you mean this?"]
    assert offered(bellhop) == ["web-high-cpu ALARM"]
    pressed(bellhop)
    assert bellhop.cloudwatch.changes[0][:2] == ("web-high-cpu", "ALARM")
    assert bellhop.cloudwatch.changes[0][2].startswith("a drill (set by hand")


@pytest.mark.parametrize(
    ("words", "name", "state"),
    [
        ("WEB-HIGH-CPU ALARM", "web-high-cpu", "ALARM"),
        ("web-high ALARM", "web-high-cpu", "ALARM"),
        ("cpu alarm", "web-high-cpu", "ALARM"),
        ("ALARM web-high-cpu", "web-high-cpu", "ALARM"),
        ("set web-high-cpu to ALARM please", "web-high-cpu", "ALARM"),
        ("web-high-cpu = ALARM", "web-high-cpu", "ALARM"),
        ("web-high-cpu=ALARM", "web-high-cpu", "ALARM"),
        ("web-high-cpu: ALARM!", "web-high-cpu", "ALARM"),
        ("`web-high-cpu` ALARM", "web-high-cpu", "ALARM"),
        ("“web-high-cpu” ALARM", "web-high-cpu", "ALARM"),
        ("<http://web-high-cpu|web-high-cpu> ALARM", "web-high-cpu", "ALARM"),
        ("/forcealarm web-5xx OK", "web-5xx", "OK"),
        ("web-high-cpu al", "web-high-cpu", "ALARM"),
        ("web-high-cpu insufficient", "web-high-cpu", "INSUFFICIENT_DATA"),
        ("web-high-cpu in ALA", "web-high-cpu", "ALARM"),
        ("alarm:web-high-cpu ALARM", "web-high-cpu", "ALARM"),
        ("ALARM:web-high-cpu ala", "web-high-cpu", "ALARM"),
    ],
)
def test_words_that_add_nothing_another_case_and_a_part_of_a_name_cost_nothing(
    words: str, name: str, state: str, bellhop: Bellhop
) -> None:
    type_in(bellhop, f"/forcealarm {words} because so")
    ((found, after, reason),) = bellhop.cloudwatch.changes
    assert (found, after, reason.partition(" (")[0]) == (name, state, "so")


@pytest.mark.parametrize("name", ["set", "to", "ALARM OK", "web-high", "CPU > 80", "because", "list", "="])
def test_an_alarm_with_exactly_that_name_beats_everything(name: str, bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(alarm(name))
    type_in(bellhop, f"/forcealarm {name}")
    assert "is in *OK*" in seen(bellhop)[0]
    type_in(bellhop, f"/forcealarm {name} ALARM")
    assert [found for found, _, _ in bellhop.cloudwatch.changes] == [name]


def test_a_name_as_slack_escapes_it_is_the_same_name(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(alarm("CPU > 80"))
    type_in(bellhop, "/forcealarm CPU &gt; 80 ALARM")
    assert [name for name, _, _ in bellhop.cloudwatch.changes] == ["CPU > 80"]


def test_several_are_a_choice_of_five_at_most(bellhop: Bellhop) -> None:
    for number in range(9):
        bellhop.cloudwatch.add(alarm(f"queue-{number}"))
    type_in(bellhop, "/forcealarm QUEUE ALARM")
    assert seen(bellhop) == ["`QUEUE` matches 9 alarms. Which one? These are the first 5: type more of it."]
    assert offered(bellhop) == [f"queue-{number} ALARM" for number in range(5)]
    assert bellhop.cloudwatch.changes == []


def test_where_a_state_may_be_a_part_of_the_name_both_are_offered(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(alarm("web-high-cpu alarm of old"))
    type_in(bellhop, "/forcealarm high-cpu alarm")
    assert offered(bellhop) == ["web-high-cpu alarm of old", "web-high-cpu ALARM"]


@pytest.mark.parametrize(("word", "state"), [("red", "ALARM"), ("green", "OK"), ("nodata", "INSUFFICIENT_DATA")])
def test_what_a_state_is_also_called_becomes_a_button(word: str, state: str, bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm web-high-cpu {word}")
    assert offered(bellhop) == [f"web-high-cpu {state}"]
    assert bellhop.cloudwatch.changes == []


def test_a_mistyped_state_is_of_the_alarm_with_the_longest_name(bellhop: Bellhop) -> None:
    for name in ("billing", "billing alarm"):
        bellhop.cloudwatch.add(alarm(name))
    type_in(bellhop, "/forcealarm billing alarm  OKAY")
    assert bellhop.cloudwatch.changes == []
    assert seen(bellhop) == ["`OKAY` is not an alarm state. Did you mean this?"]
    assert offered(bellhop) == ["billing alarm OK"]


def test_a_mistyped_state_is_told_as_a_state_not_as_a_name(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu ALRM")
    assert seen(bellhop) == ["`ALRM` is not an alarm state. Did you mean this?"]
    assert offered(bellhop) == ["web-high-cpu ALARM"]


def test_a_mistyped_state_behind_a_part_of_a_name_is_both_put_right(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high ALRM")
    assert "web-high-cpu ALARM" in offered(bellhop)


def test_a_state_that_is_like_none_is_said_with_those_that_there_are(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu nostate")
    assert seen(bellhop) == ["`nostate` is not an alarm state. Use OK, ALARM or INSUFFICIENT_DATA."]


@pytest.mark.parametrize("name", ["list", "help", "ok", "test", "alarm:web"])
def test_what_is_also_a_word_is_reached_as_a_name(name: str, bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(alarm(name))
    type_in(bellhop, f"/forcealarm alarm:{name}")
    assert seen(bellhop)[0].startswith(f":large_green_circle: *{name}* is in *OK*")
    type_in(bellhop, f"/forcealarm alarm:{name} ALARM")
    assert [found for found, _, _ in bellhop.cloudwatch.changes] == [name]


def test_a_longer_name_beats_a_state_s_beginning(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(alarm("web ins"))
    bellhop.cloudwatch.add(alarm("web"))
    type_in(bellhop, "/forcealarm web ins")
    assert "*web ins* is in *OK*" in seen(bellhop)[0]
    assert bellhop.cloudwatch.changes == []


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("hlep", "/forcealarm help"),
        ("tset prices", "/forcealarm test prices"),
        ("tset web-high-cpu", "/forcealarm test web-high-cpu"),
        ("dril friday", "/forcealarm drill friday"),
    ],
)
def test_a_mistyped_word_of_the_command_gets_what_to_type(typed: str, line: str, bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm {typed}")
    assert f"Did you mean `{line}`?" in seen(bellhop)[-1]
    assert bellhop.cloudwatch.changes == []


def test_a_test_of_no_alarm_is_asked_which_one(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm test")
    assert seen(bellhop) == ["Which alarm? Try `/forcealarm test ALARM`."]
