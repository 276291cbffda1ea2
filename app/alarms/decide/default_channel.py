"""An incident whose channel can't be reached is sent to the default channel, with a note. No IO here."""

from __future__ import annotations

from dataclasses import replace

from app.alarms.decide.incident import Incident, redirected, revised
from app.alarms.decide.target import Target, ThreadLine, told, with_calls
from app.alarms.read.transition import State


def sent_elsewhere(incident: Incident, position: int, note: str) -> Incident:
    """The incident with target number `position` in the default channel.

    If the default channel has its own message, that one stands for both.
    """
    target = incident.targets[position]
    targets = enumerate(incident.targets)
    default = next((at for at, each in targets if not each.channel and not each.is_silent), None)
    if default is None:
        moved = with_calls(replace(target, channel="", has_card=False, stands_for=target.channels), Target(note=note))
        changed = redirected(incident, position, moved)
        return revised(changed) if target.place else changed
    silent = redirected(incident, position, replace(target, is_silent=True))
    both = with_calls(silent.targets[default], target, Target(note=note))
    both = replace(both, stands_for=(*silent.targets[default].stands_for, *target.channels))
    if both.place and target.mention and incident.latest.new is State.ALARM:
        both = told(both, ThreadLine(f"meant-for-{position}", note, mention=target.mention))
    return revised(redirected(silent, default, both))
