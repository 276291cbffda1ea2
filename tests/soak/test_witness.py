"""What a soak sees of Slack."""

from __future__ import annotations

import pytest

from tests.app.card_actions.test_export import resolved
from tests.fakes.bellhop import Bellhop
from tests.soak.acts import EXPORT, GUEST, MEMBERS
from tests.soak.player import buttons
from tests.soak.witness import shown_to


@pytest.mark.parametrize("user", [*MEMBERS, GUEST])
def test_an_export_is_found_pressed_and_seen_as_a_file_in_the_thread_of_its_card(
    user: str, listening_bellhop: Bellhop
) -> None:
    slack = listening_bellhop.slack
    resolved(listening_bellhop)
    ((channel, message, how),) = buttons(slack.state(user), EXPORT)
    assert slack.act(user=user, channel=channel, ts=message["ts"], **how)["ok"]
    listening_bellhop.work()
    (card,) = [each for each in shown_to(user, slack.state(user)) if each.ts == message["ts"]]
    (files,) = [line.files for line in card.lines if line.files]
    assert len(files) == 1
    assert set(files) <= set(slack.file_ids())
