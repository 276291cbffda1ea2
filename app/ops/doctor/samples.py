"""One of each card and form, with made-up content, to ask Slack whether it accepts it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.alarms.decide.digest import Digest, Row
from app.alarms.decide.incident import Incident, Response
from app.alarms.read.transition import Notice, State, Transition
from app.alarms.show.card import ANYWHERE, card
from app.alarms.show.digest_card import digest_card, list_page
from app.alarms.show.notice_card import notice_card
from app.aws.scaling import Group
from app.card_actions import hand_over, mute_form
from app.commands.scale import form as scale_form
from app.commands.scale.card import Around, group_card
from app.commands.scale.group_list import group_list
from app.commands.scale.snapshot import Snapshot
from app.config.home import Home
from app.slack.interactions import ButtonClick, Caller
from app.slack.messages.message import Message

AT = datetime(2026, 11, 1, 14, 2, tzinfo=UTC)
ALARM = Transition(
    arn="arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-high-cpu",
    name="web-high-cpu",
    account="123456789012",
    region="us-east-1",
    new=State.ALARM,
    old=State.OK,
    changed_at=AT,
    reason="Threshold Crossed: 1 datapoint [93.0] was greater than the threshold (80.0).",
    description="More load than web can take. Runbook: https://example.com/web",
    measure="CPUUtilization > 80",
    groups=("web",),
    value="93.0",
)
GROUP = Group("web", 1, 8, 2)
CLICK = ButtonClick(Caller("U0000000000", "C0000000000"), "button", "web")


def samples() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, kind (`message` or `view`) and payload of each."""
    for name, message in _messages():
        yield name, "message", {"text": message.text, "blocks": message.block_dicts()}
    yield "form to mute", "view", mute_form.form(CLICK).to_dict()
    yield "form to hand over", "view", hand_over.form(CLICK).to_dict()
    yield "form to mute all", "view", mute_form.form_for_all(CLICK).to_dict()
    yield "form to scale", "view", scale_form.loading_form(CLICK).to_dict()


def _messages() -> Iterator[tuple[str, Message]]:
    digest = Digest("digest", "C0000000000", AT, shown_at=AT)
    rows = [
        Row(f"i{number}", f"web-{number}", State.ALARM, AT, AT, "us-east-1", "web", value="93 %")
        for number in range(50)
    ]
    incident, home = Incident("sample", ALARM, AT), Home(ALARM.account, ALARM.region)
    yield "card of an alarm", card(incident, ANYWHERE, home)
    in_hand = replace(incident, acknowledged=Response(AT, "U0000000000", "Acknowledged", "mark", name="Ana"))
    yield "card of an acknowledged alarm", card(in_hand, ANYWHERE, home)
    yield "card of a notice", notice_card(Notice("A backup failed", "It failed.", (("State", "FAILED"),)))
    yield "digest of a storm", digest_card(digest, rows)
    yield "list of a storm", list_page(digest, rows, 0, "list")
    yield "list of groups", group_list([GROUP])
    yield "card of a group", group_card(Snapshot(AT, GROUP), Around(), "mark")
