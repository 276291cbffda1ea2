"""Builds the parts of /scale from the worker's services; the only place that knows all of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from app.aws.scaling import Group
from app.commands.scale.approval_store import Approvals
from app.commands.scale.approve import Approver
from app.commands.scale.change_log import Changes
from app.commands.scale.execute import Executor
from app.commands.scale.flow import Asker, Flow
from app.commands.scale.follow import Follower
from app.commands.scale.look import Looking
from app.commands.scale.outlook.values import About
from app.commands.scale.plan import Coming, Planner
from app.commands.scale.request.parse import Request
from app.commands.scale.still import Still
from app.commands.scale.told_in import ToldIn
from app.listeners.claims import Claims
from app.listeners.operation import Operation
from app.listeners.services import Services

if TYPE_CHECKING:
    from app.aws.cloudwatch import CloudWatch
    from app.commands.scale.outlook.ask import Coming as Asked
    from app.commands.scale.outlook.estimator import Parts

Known = dict[str, Any]


def flow(services: Services, known: Known) -> Flow:
    """`known` is what was read already for the same request."""
    return Flow(
        planner(services, known),
        approver(services),
        executor(services),
        services.authority,
        services.leases,
        _claims(services),
    )


def planner(services: Services, known: Known) -> Planner:
    return Planner(
        services.targets,
        services.authority,
        _changes(services),
        _claims(services),
        partial(look_ahead, services, known=known),
        services.clock,
    )


def look_ahead_of(services: Services, group: Group) -> Asked:
    """For a form, in which nobody has said a size yet."""
    from app.commands.scale.outlook import catalogue
    from app.commands.scale.outlook.ask import FORM_SECONDS, begin

    about = About(group, services.clock(), group.desired)
    return begin(about, _asked_by(services, group, {}), catalogue.ESTIMATORS, FORM_SECONDS)


def look_ahead(services: Services, about: About, known: Known) -> Coming:
    """What other sizes come to besides, asked for from now on; loaded by the first plan that has other sizes."""
    from app.commands.scale.outlook import catalogue
    from app.commands.scale.outlook.ask import begin

    return begin(about, _asked_by(services, about.group, known), catalogue.ESTIMATORS).wait


def fit(services: Services, about: About, known: Known) -> int:
    """The size that a forecast says is the smallest; raises Wrong if nobody can tell."""
    from app.commands.scale.outlook.forecast.fit import fitting
    from app.commands.scale.outlook.shares import alone

    return alone(fitting, about, _asked_by(services, about.group, known))


def _asked_by(services: Services, group: Group, known: Known) -> Parts:
    """Whom an estimator may ask."""
    from app.commands.scale.outlook.estimator import Parts

    there = services.seen_from(group.arn, group.name)
    return Parts(
        services.targets,
        there.cloudwatch,
        services.table,
        services.clock,
        there.instances,
        services.price_list,
        known,
    )


def approver(services: Services) -> Approver:
    return Approver(
        approvals=Approvals(services.table, services.clock),
        still=Still(planner(services, {}), _changes(services), services.authority),
        executor=executor(services),
        authority=services.authority,
        claims=_claims(services),
        timekeeper=services.timekeeper,
        poster=services.poster,
        slack=services.slack,
        table=services.table,
        clock=services.clock,
    )


def executor(services: Services) -> Executor:
    return Executor(
        targets=services.targets,
        changes=_changes(services),
        timekeeper=services.timekeeper,
        open_incidents=services.processor.open_incidents,
        clock=services.clock,
        time_limit=services.time_limit,
    )


def follower(services: Services) -> Follower:
    return Follower(
        targets=services.targets,
        changes=_changes(services),
        leases=services.leases,
        timekeeper=services.timekeeper,
        told_in=ToldIn(
            slack=services.slack,
            poster=services.poster,
            default_channel=lambda: services.processor.display.channel_id(""),
            table=services.table,
            clock=services.clock,
        ),
        clock=services.clock,
        time_limit=services.time_limit,
    )


def looking(services: Services, request: Request, asker: Asker, operation: Operation) -> Looking:
    known: Known = {}

    def cloudwatch(group: Group) -> CloudWatch:
        return services.seen_from(group.arn, group.name).cloudwatch

    return Looking(
        targets=services.targets,
        cloudwatch=cloudwatch,
        changes=_changes(services),
        incidents=services.processor.incidents,
        clock=services.clock,
        request=request,
        mark=operation.mark,
        fit=partial(fit, services, known=known),
        propose=lambda proposed: flow(services, known).change(proposed, asker, operation),
    )


def _changes(services: Services) -> Changes:
    return Changes(services.table, services.clock)


def _claims(services: Services) -> Claims:
    return Claims(services.table, services.clock)
