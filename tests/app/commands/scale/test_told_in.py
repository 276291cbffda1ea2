"""Where a change is told: on its message where that is, and otherwise where whoever asked can read it, once."""

from __future__ import annotations

import pytest

from app.commands.scale import parts
from app.commands.scale.logged_change import Change, ProgressMessage
from app.commands.scale.told_in import ASKED_ELSEWHERE
from app.slack.followed import TOLD_HERE
from app.slack.messages.message import sentence
from sandbox.slack.people import Channel
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, thread
from tests.app.commands.expiry import forget_expired
from tests.app.commands.scale.test_progress import pass_by, the_change, told
from tests.app.people import open_form, seen, submit, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web

pytestmark = pytest.mark.slow


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    listening_bellhop.scaling.is_slow = True
    return listening_bellhop


def test_asked_for_on_an_alarm_it_goes_on_in_the_alarms_thread(bellhop: Bellhop, slack: RunningSlack) -> None:
    submit(bellhop, open_form(bellhop), "4")
    bellhop.work()
    pass_by(bellhop, 4)
    card = cards(slack)[0]
    assert any("2 of 4 in service" in text for text in thread(slack, card["ts"]))


def test_where_bellhop_is_not_it_goes_on_in_the_default_channel(bellhop: Bellhop, slack: RunningSlack) -> None:
    type_in(bellhop, "/scale web 4", channel="C0PRIVATE")
    assert "set *web* from 2 to 4" in seen(bellhop, "C0PRIVATE")[-1]
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 10)
    assert ASKED_ELSEWHERE in seen(bellhop, "C0ALARMS")[-1]
    assert "Done in" in seen(bellhop, "C0ALARMS")[-1]


def test_asked_in_a_thread_where_bellhop_is_not_its_end_is_said_below_the_message_in_the_default_channel(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    """A thread of another channel is none there."""
    told_in, poster = parts.follower(bellhop.parts).told_in, bellhop.parts.poster
    change = Change(
        "c1", "web", "U0ANA", bellhop.clock(), "set *web* from 2 to 4", ProgressMessage("C0PRIVATE", "reply-1", "1.2")
    )
    told_in.say_below(change, "returned", sentence("It is back."))
    message, line = slack.messages("C0ALARMS")
    assert (message["text"].startswith(ASKED_ELSEWHERE), line["thread_ts"]) == (True, message["ts"])
    assert poster.posted("returned-c1") == line["ts"]


def test_where_its_message_is_gone_the_end_is_said_in_the_channel(bellhop: Bellhop, slack: RunningSlack) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.parts.slack.delete("C0OPS", slack.messages("C0OPS")[0]["ts"])
    pass_by(bellhop, 1800)
    gave_up, called = seen(bellhop)
    assert "did not reach the desired capacity" in gave_up
    assert called.startswith("<@U0ANA>")
    assert (bellhop.watch.dead_letters, bellhop.watch.next_due()) == ([], None)


ARCHIVED = Channel("C0OPS", "ops", {"U0BELLHOP", "U0ANA"}, is_archived=True)
WITHOUT_BELLHOP = Channel("C0OPS", "ops", {"U0ANA"})
HIDDEN = Channel("C0OPS", "ops", {"U0ANA"}, is_private=True)
AS_BEFORE = Channel("C0OPS", "ops", {"U0BELLHOP", "U0ANA"})


@pytest.mark.parametrize("channel", [ARCHIVED, WITHOUT_BELLHOP, HIDDEN], ids=("archived", "removed", "hidden"))
def test_where_bellhop_can_post_no_longer_whoever_asked_is_told_the_end_once_and_its_timer_ends(
    channel: Channel, bellhop: Bellhop, slack: RunningSlack
) -> None:
    type_in(bellhop, "/scale web 4")
    slack.add_channel(channel)
    pass_by(bellhop, 1800)
    gave_up, called = seen(bellhop, "D0ANA")
    assert gave_up.startswith(TOLD_HERE)
    assert "did not reach the desired capacity" in gave_up
    assert called.startswith(f"{TOLD_HERE}<@U0ANA>")
    assert (bellhop.watch.dead_letters, bellhop.watch.next_due()) == ([], None)
    slack.add_channel(AS_BEFORE)
    parts.follower(bellhop.parts).look_again(the_change(bellhop).id)
    pass_by(bellhop, 60)
    assert len(seen(bellhop, "D0ANA")) == 2
    (told_there,) = seen(bellhop)
    assert "did not reach the desired capacity" in told_there, "the next edit finds it, as where it was archived"


@pytest.mark.parametrize("is_archived", [True, False])
def test_an_end_that_was_told_elsewhere_says_later_that_it_was_undone(
    is_archived: bool, bellhop: Bellhop, slack: RunningSlack
) -> None:
    """Directly where the channel is gone, and in the channel where only the message is."""
    type_in(bellhop, "/scale web 3")
    if is_archived:
        slack.add_channel(ARCHIVED)
    else:
        bellhop.parts.slack.delete("C0OPS", slack.messages("C0OPS")[0]["ts"])
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 60)
    where = "D0ANA" if is_archived else "C0OPS"
    (end,) = seen(bellhop, where)
    assert "Done in" in end
    type_in(bellhop, "/scale web undo", channel="C0ALARMS")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 60)
    (later,) = seen(bellhop, where)
    assert "Undone by" in later


def test_one_whose_channel_is_back_before_the_end_goes_on_there(bellhop: Bellhop, slack: RunningSlack) -> None:
    type_in(bellhop, "/scale web 4")
    slack.add_channel(ARCHIVED)
    pass_by(bellhop, 30)
    slack.add_channel(AS_BEFORE)
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 30)
    assert "4 in service" in told(bellhop)
    assert seen(bellhop, "D0ANA") == []


def test_what_comes_after_the_end_is_told_once_too_where_its_channel_is_archived(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    """Somebody sets another size before the way back, of which both looks before it tell."""
    type_in(bellhop, "/scale web 4 for 2h")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 60)
    slack.add_channel(ARCHIVED)
    bellhop.scaling.move("web", 5)
    pass_by(bellhop, 7200 - 300)
    slack.add_channel(AS_BEFORE)
    pass_by(bellhop, 900)
    assert len([text for text in [*seen(bellhop, "D0ANA"), *seen(bellhop)] if "has changed it since" in text]) == 1


def test_what_can_be_told_nowhere_is_logged_and_is_no_dead_letter(
    bellhop: Bellhop, slack: RunningSlack, caplog: pytest.LogCaptureFixture
) -> None:
    type_in(bellhop, "/scale web 4")
    slack.add_channel(ARCHIVED)
    slack.fault("conversations.open", "error", error="user_disabled")
    pass_by(bellhop, 1800)
    assert (bellhop.watch.dead_letters, bellhop.watch.next_due()) == ([], None)
    assert "result not told" in caplog.messages


def test_a_message_that_slack_takes_only_after_a_weekend_says_the_end_where_it_was_asked(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    """A token that is revoked on a Friday evening."""
    slack.fault("chat.postMessage", "error", error="token_revoked")
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 2 * 86400)
    slack.clear_faults()
    pass_by(bellhop, 3600)
    assert [("Done in 3 s: 4 in service." in text) for text in seen(bellhop)] == [True]
    assert seen(bellhop, "C0ALARMS") == []


def test_what_could_be_told_to_nobody_for_a_day_is_told_in_the_channel_of_alarms(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.fault("chat.postMessage", "error", error="ekm_access_denied", channel="C0OPS")
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 2 * 86400)
    (elsewhere,) = seen(bellhop, "C0ALARMS")
    assert "Done in 3 s: 4 in service." in elsewhere
    slack.clear_faults()
    pass_by(bellhop, 3600)
    assert seen(bellhop) == [], "not as if it had just begun"


def test_a_way_back_after_the_longest_time_is_told_below_its_message(bellhop: Bellhop, slack: RunningSlack) -> None:
    type_in(bellhop, "/scale web 4 for 30d")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 30 * 86400 - 60)
    bellhop.scaling.put(web())
    forget_expired(bellhop)
    pass_by(bellhop, 200)
    forget_expired(bellhop)
    pass_by(bellhop, 400)
    first, back = slack.messages("C0OPS")
    assert (back["text"].endswith("is back at 2, as planned."), back["thread_ts"]) == (True, first["ts"])


def test_where_there_is_no_channel_of_alarms_either_whoever_asked_is_told_and_its_timer_ends(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.fault("chat.postMessage", "error", error="ekm_access_denied", channel="C0OPS")
    slack.add_channel(Channel("C0ALARMS", "elsewhere", {"U0ANA"}))
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 2 * 86400)
    (direct,) = seen(bellhop, "D0ANA")
    assert direct.startswith(TOLD_HERE)
    assert "Done in 3 s: 4 in service." in direct
    assert (bellhop.watch.dead_letters, bellhop.watch.next_due()) == ([], None)
