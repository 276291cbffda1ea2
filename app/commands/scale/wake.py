"""What each timer of /scale does when it fires; what AWS does not allow is tried later (app/runtime/batch.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import BellhopError, Later, Refused

if TYPE_CHECKING:
    from app.aws.scaling import ScheduledAction
    from app.listeners.services import Services
    from app.scaling.own_schedule import OwnSchedule, Planned

SEARCHED = 10


def follow(services: Services, key: str) -> None:
    """`<change>:<step>`: look at a change's progress."""
    from app.commands.scale import parts

    parts.follower(services).follow(key)


def check_return(services: Services, change_id: str) -> None:
    """Shortly before a group goes back."""
    from app.commands.scale import parts

    parts.follower(services).check_return(change_id)


def check_returned(services: Services, key: str) -> None:
    """Once it must have: `<change>`, and `<change>:again` for the second look."""
    from app.commands.scale import parts

    parts.follower(services).check_returned(key)


def expire(services: Services, approval_id: str) -> None:
    """When nobody has confirmed or approved in time."""
    from app.commands.scale import parts

    parts.approver(services).expire(approval_id)


def set_planned(services: Services, key: str) -> None:
    """`<target> <action>`: the time of a size that Bellhop sets itself; a way back only from where its change left it.

    Done twice, it sets the same size; a later change of the target has deleted it, or is left as it is. Of a later one
    that perhaps was not done, the target itself shows whether there is anything to go back from.
    """
    from app.commands.scale import parts
    from app.commands.scale.group import in_turn
    from app.commands.scale.verbs.schedule import RETURN_PREFIX

    own = services.targets.own_schedule
    assert own  # else nobody has set the timer
    planned = own.find(key)
    if planned is None:
        return
    action = planned.action
    is_return = action.name.startswith(RETURN_PREFIX)
    with in_turn(own.called(action.group, planned.arn), services.leases):
        try:
            if is_return:
                parts.follower(services).check_return(action.name.removeprefix(RETURN_PREFIX))
            known = own.find(key)
            if known and known.action.at and known.action.at <= services.clock():  # else another timer has, or will
                if is_return or not _is_overtaken(known, own, services):
                    _set(known, services)
                own.remove(action.group, action.name)
        except Refused as refused:
            _refused(action, refused, own, services)


def _is_overtaken(planned: Planned, own: OwnSchedule, services: Services) -> bool:
    """Whether somebody has asked for another size since its time: AWS may not have answered then."""
    from app.commands.scale import parts

    action, changes = planned.action, parts.follower(services).changes
    assert action.at  # none is again and again
    return any(each.after for each in changes.since(action.at, SEARCHED, own.called(action.group, planned.arn)))


def _refused(action: ScheduledAction, refused: Refused, own: OwnSchedule, services: Services) -> None:
    """A role that is taken away may be given back: until then it is told once, and only a way back is made late."""
    from app.commands.scale import parts
    from app.commands.scale.verbs.schedule import RETURN_PREFIX
    from app.listeners.job import VALID_FOR

    if action.at and services.clock() - action.at > VALID_FOR:
        follower = parts.follower(services)
        if not action.name.startswith(RETURN_PREFIX):
            follower.tell_not_set(action, refused)
            own.remove(action.group, action.name)
            return
        follower.tell_not_back_yet(action, refused)
    raise refused


def _set(planned: Planned, services: Services) -> None:
    from app.commands.scale import parts
    from app.commands.scale.group import is_same

    action = planned.action
    target = services.targets.at(action.group, planned.arn)
    group = target.now()
    if action.desired is None or group is None or not is_same(group, planned.arn) or group.desired == action.desired:
        return
    try:
        target.set_desired(action.desired)
    except (Later, Refused):
        raise
    except BellhopError as refused:
        parts.follower(services).tell_not_set(action, refused)


def compare(services: Services, change_id: str) -> None:
    """Once the metrics of a change that had a forecast have settled."""
    from app.commands.scale import parts

    parts.follower(services).compare(change_id, services)
