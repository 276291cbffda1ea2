"""Checks of other accounts: whether the deployment lets Bellhop assume each role, and what the role lets it do."""

from __future__ import annotations

from collections.abc import Iterator

from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.elsewhere import Door, Doors
from app.base.errors import BellhopError
from app.config.accounts import environments
from app.config.settings import listed
from app.ops.doctor.deployed_stage import DeployedStage
from app.ops.doctor.finding import Finding, fail, ok, warn

WHAT = "account {there}"
NO_ROLE = "its [[account]] in bellhop.toml has no role"
WRITE_ONE = 'python -m app role-template prints one; docs/deploy.md, "A second account".'
NOT_DEPLOYED = "the worker may not assume its role {role}"
DEPLOY = 'Deploy with --param="roles={roles}"'
NOT_SEEN = "the worker may assume its role; whether the role lets it in can't be seen from here: {problem}"
TRY = "Type /scale in {name}: it says if the role does not trust the worker, or has another external id."
LACKS = "its role lets Bellhop in, but not everything can be read there: {problem}"
GRANT = "Update the stack of the role with what python -m app role-template prints."
OPEN = "its role lets Bellhop in ({groups} Auto Scaling groups)"


def look_at_accounts(deployed: DeployedStage) -> Iterator[Finding]:
    """As far as the credentials here reach: a role that trusts only the worker lets nobody else look."""
    worker = deployed.functions.get("worker")
    known = environments(deployed.configuration.accounts)
    roles = listed(worker.variables.get("BELLHOP_ROLES", "") if worker else "")
    doors = Doors(known, roles)
    for at in known:
        door = doors.to(*at)
        if door:
            yield _finding(door, roles)


def _finding(door: Door, roles: frozenset[str]) -> Finding:
    there = door.to
    what = WHAT.format(there=there.words)
    if not there.role:
        return fail(what, NO_ROLE, WRITE_ONE)
    if door.refusal:
        return fail(
            what, NOT_DEPLOYED.format(role=there.role), DEPLOY.format(roles=",".join(sorted({*roles, there.role})))
        )
    try:
        door.enter()
    except BellhopError as problem:
        return warn(what, NOT_SEEN.format(problem=problem), TRY.format(name=there.name))
    try:
        groups = door.of(AutoScaling()).groups()
        door.of(CloudWatch()).named(["-"])
    except BellhopError as problem:
        return fail(what, LACKS.format(problem=problem), GRANT)
    return ok(what, OPEN.format(groups=len(groups)))
