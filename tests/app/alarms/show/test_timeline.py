"""An incident as a page: in order, with names and what came of changes, and no text in it is markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.alarms.decide.history import Change
from app.alarms.decide.incident import Incident, Response
from app.alarms.decide.target import Escalated, MessageId, Target
from app.alarms.read.transition import State, Transition
from app.alarms.show.timeline import ChangeOutcome, Kind, Known, entries, escaped, markdown
from app.slack.messages.text import moment

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
NAMES = {"U0ANA": "Ana_B", "U0BO": "Bo"}
KNOWN = Known(
    {
        "c1": ChangeOutcome(
            "did not reach the desired capacity",
            "web",
            foretold=(":crystal_ball: CPU 90 % at 2, about 45 % at 4: `web-&lt;5xx&gt;` leaves ALARM.",),
            came=(":dart: CPU is 48 % at 4; the forecast was 45 %.",),
            failures=((NINE + timedelta(minutes=8), "Launching failed: No &lt;t3.micro&gt; *here*."),),
        )
    },
    name_of=lambda user_id: NAMES.get(user_id, user_id),
    link=lambda place: f"https://x.slack.com/{place.channel}/{place.ts}",
)


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def transition(new: State, minutes: int, **more: Any) -> Transition:
    name = "web-<5xx>|*"
    arn = f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}"
    return Transition(arn, name, "123456789012", "us-east-1", new, at(minutes), old=State.ALARM, **more)


def incident(**more: Any) -> Incident:
    acknowledged = Response(at(3), "U0ANA", "<@U0ANA|> acknowledged it", id="ack", name="Ana_B")
    scaled = Response(at(5), "U0BO", "set *web* from 2 to 4", "c1", told_in=MessageId("C0OPS", "1.5"))
    muted = Response(at(6), "U0BO", f"muted it until {moment(at(66))} because &lt;deploy&gt; [x](y)", "m1")
    known = Incident(
        id="i1",
        latest=transition(State.OK, 20, reason="Threshold <b>not</b> crossed", description="See\n[this](http://x)"),
        began_at=NINE,
        ended_at=at(20),
        changes=(
            Change(at(-60), State.ALARM, State.OK),
            Change(NINE, State.OK, State.ALARM),
            Change(at(20), State.ALARM, State.OK),
        ),
        responses=(acknowledged, scaled, muted),
        acknowledged=acknowledged,
        escalated=(Escalated(2, "", "<!subteam^S0OPS> <@U0BO> <!here>", at(2)),),
        reminders=3,
        reminded_at=at(15),
        targets=(Target(place=MessageId("C0ALARMS", "1.1")),),
    )
    return replace(known, **more)


def test_all_that_happened_is_told_in_its_order_and_nothing_of_before() -> None:
    found = entries(incident(), KNOWN)
    assert [(each.at, each.kind, each.text) for each in found] == [
        (NINE, Kind.STATE, "OK → ALARM"),
        (at(2), Kind.ESCALATION, "Escalated after 2 min to S0OPS Bo here"),
        (at(3), Kind.RESPONSE, "Ana_B acknowledged it"),
        (at(5), Kind.RESPONSE, "Bo set *web* from 2 to 4: did not reach the desired capacity"),
        (at(6), Kind.RESPONSE, "Bo muted it until 2026-11-23 10:06:00 UTC because <deploy> [x](y)"),
        (at(8), Kind.FAILURE, "AWS about web: Launching failed: No <t3.micro> *here*."),
        (at(15), Kind.REMINDER, "Reminded 3×, here for the last time"),
        (at(20), Kind.STATE, "ALARM → OK: Threshold <b>not</b> crossed"),
    ]
    assert [each.link for each in found if each.link] == ["https://x.slack.com/C0OPS/1.5"]


def test_the_page_says_how_long_it_was_and_how_long_nobody_had_it() -> None:
    page = markdown(incident(), KNOWN)
    assert "2026-11-23 09:00:00 UTC to 2026-11-23 09:20:00 UTC, 20 min" in page
    assert "Acknowledged by Ana\\_B after 3 min." in page
    assert "Its card: <https://x.slack.com/C0ALARMS/1.1>" in page
    assert "([in Slack](<https://x.slack.com/C0OPS/1.5>))" in page
    assert "Nobody acknowledged it." in markdown(incident(acknowledged=None), KNOWN)
    assert "open since 2026-11-23 09:00:00 UTC" in markdown(incident(ended_at=None), KNOWN)


def test_what_is_not_known_for_sure_is_said() -> None:
    page = markdown(incident(ok_missed=True, has_gaps=True, tested_by="eve*"), KNOWN)
    assert "The notification of its OK didn't arrive" in page
    assert "Not all state changes are known any more." in page
    assert "A test by eve\\*." in page
    for known in ({"ok_missed": True}, {"has_gaps": True}):
        assert "09:20:00 UTC, at most 20 min" in markdown(incident(**known), KNOWN)


def test_no_text_of_aws_or_of_people_is_markup() -> None:
    page = markdown(incident(), KNOWN)
    assert page.startswith("# web\\-\\<5xx\\>\\|\\*\n")
    assert "\\<b\\>not\\</b\\>" in page
    assert "> \\[this\\]\\(http\\://x\\)" in page
    assert "\\<deploy\\> \\[x\\]\\(y\\)" in page
    assert escaped("a\n# b\n- c & @octo `x`") == "a \\# b \\- c \\& \\@octo \\`x\\`"


def test_a_change_whose_notification_a_mute_rule_kept_back_says_so() -> None:
    changes = (Change(NINE, State.OK, State.ALARM, muted=True),)
    (first, *_) = entries(incident(changes=changes), KNOWN)
    assert first.text == "OK → ALARM, with its actions suppressed"


def test_what_nobody_has_any_more_is_told() -> None:
    found = entries(incident(acknowledged=None, released_at=at(7)), KNOWN)
    assert (at(7), "Nobody has it in hand any more") in [(each.at, each.text) for each in found]


def test_below_a_change_stands_what_its_plan_foretold_and_what_came() -> None:
    (scaled,) = [each for each in entries(incident(), KNOWN) if each.more]
    assert scaled.text.startswith("Bo set *web* from 2 to 4")
    assert scaled.more == (
        "Its plan said: CPU 90 % at 2, about 45 % at 4: `web-<5xx>` leaves ALARM.",
        "What came: CPU is 48 % at 4; the forecast was 45 %.",
    )


def test_on_the_page_that_is_a_list_in_the_list_and_no_markup() -> None:
    page = markdown(incident(), KNOWN)
    _, below = page.split("did not reach the desired capacity", 1)
    assert below.splitlines()[1:3] == [
        "  - Its plan said\\: CPU 90 % at 2, about 45 % at 4\\: \\`web\\-\\<5xx\\>\\` leaves ALARM\\.",
        "  - What came\\: CPU is 48 % at 4; the forecast was 45 %\\.",
    ]
    assert "AWS about web\\: Launching failed\\: No \\<t3\\.micro\\> \\*here\\*\\." in page
