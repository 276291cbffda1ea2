"""What each timer does when it fires; a new one is a line here.

λ worker loads this at its start. A timer that is rarely set is a function that imports what it does, when it fires.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.alarms import follow_up
from app.alarms.show import digest
from app.base.errors import Later
from app.card_actions import export as export_button
from app.card_actions import muting
from app.commands.alarms.audit import timers as audit_timers
from app.commands.alarms.audit import wake as audit
from app.commands.forcealarm import timers as forcing
from app.commands.forcealarm import wake as forced
from app.commands.scale import timers, wake
from app.home import catalogue as home
from app.home import names as home_names
from app.listeners import digest_check, state_check
from app.listeners.services import Services
from app.queues.timers import Timer
from app.runtime import attach_graph, digest_escalation, escalation, reminder, way_back
from app.scaling.catalogue import OWN_SCHEDULE

WEEKLY = "weekly-post"  # as the rule in infrastructure/audit.yml calls it

NEWER = "A newer version of Bellhop set the timer {name}, and this one does not know it."

TIMERS: Mapping[str, Callable[[Services, str], None]] = {
    follow_up.REMIND: reminder.remind,
    follow_up.ESCALATE: escalation.escalate,
    follow_up.SHOW: lambda services, incident_id: services.processor.show(incident_id),
    follow_up.DRAW: attach_graph.attach,
    follow_up.WAY_BACK: way_back.look,
    follow_up.CHECK: state_check.check_later,
    muting.TIMER: muting.end,
    muting.ACTIONS_TIMER: muting.enable_actions,
    forcing.FOLLOW: forced.follow,
    forcing.SET: forced.set_next,
    audit_timers.LOOK: audit.look,
    audit_timers.WEEKLY: audit.weekly,
    WEEKLY: lambda services, _: _post_week(services),
    follow_up.RULE_ENDS: lambda services, rule: services.cloudwatch.unmute(rule),
    forcing.TEST: forced.test,
    forcing.DRILL: lambda services, key: _look_at_drill(services, key),
    timers.FOLLOW: wake.follow,
    timers.RETURN: wake.check_return,
    timers.RETURNED: wake.check_returned,
    timers.COMPARE: wake.compare,
    timers.EXPIRES: wake.expire,
    OWN_SCHEDULE: wake.set_planned,
    digest.TIMER: lambda services, digest_id: _show_digest(services, digest_id),
    digest.AGAIN: lambda services, digest_id: services.digest_display.see_to(digest_id),
    digest.CHECK: digest_check.check,
    home_names.TIMER: home.keep_up,
    export_button.TIMER: lambda services, key: _export(services, key),
    digest_escalation.TIMER: digest_escalation.escalate,
}


def _show_digest(services: Services, digest_id: str) -> None:
    services.digest_display.refresh(digest_id)
    digest_escalation.begin(services, digest_id)


def _look_at_drill(services: Services, key: str) -> None:
    from app.commands.forcealarm.drills import run
    from app.runtime import drill_sizes

    run.look(services, key, drill_sizes)


def _post_week(services: Services) -> None:
    if services.weekly.post:
        from app.runtime.weekly import post

        post.post(services)


def _export(services: Services, key: str) -> None:
    from app.runtime import export

    export.export(services, key)


def run_timer(services: Services, timer: Timer) -> None:
    """Do what the timer is for; raises Later if it has to run again, by a newer version if only that knows it."""
    if timer.name not in TIMERS:
        raise Later(NEWER.format(name=timer.name), wait=900)
    TIMERS[timer.name](services, timer.key)
