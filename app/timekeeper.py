"""What each timer does when it rings; a new one is a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.alarms import desk, gathering, picture, reminder
from app.alarms.press import mute
from app.commands.scale import timers
from app.services import Services
from app.timers import Timer

TIMERS: Mapping[str, Callable[[Services, str], None]] = {
    desk.REMIND: reminder.remind,
    desk.SHOW: lambda services, incident_id: services.desk.show(incident_id),
    desk.DRAW: picture.attach,
    mute.TIMER: mute.end,
    mute.ACTIONS_TIMER: mute.enable_actions,
    timers.FOLLOW: timers.follow,
    timers.RETURN: timers.check_return,
    timers.RETURNED: timers.check_returned,
    timers.EXPIRES: timers.expire,
    gathering.TIMER: lambda services, digest_id: services.gathering.refresh(digest_id),
}


def ring(services: Services, timer: Timer) -> None:
    """Do what the timer is for; raises Later when it is to ring again."""
    TIMERS[timer.name](services, timer.key)
