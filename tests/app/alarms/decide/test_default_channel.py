"""A target whose channel can't be reached: the default channel stands for it."""

from __future__ import annotations

from app.alarms.decide.default_channel import sent_elsewhere
from app.alarms.decide.target import Target
from tests.app.alarms.decide.sequences import ALARM, OK, change, changed_by


def test_a_target_that_an_older_bellhop_silenced_stands_for_nobody() -> None:
    silenced, default, lost = Target("", is_silent=True), Target(""), Target("#lost", mention="<@U0BO>")
    incident, _ = changed_by(None, change(OK, ALARM), lambda _: (silenced, default, lost))
    elsewhere = sent_elsewhere(incident, 2, "Meant for #lost.")
    assert [target.mention for target in elsewhere.targets[:2]] == ["", "<@U0BO>"]
