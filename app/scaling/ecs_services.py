"""ECS services: the desired count is the service's; limits, schedules and suspension are Application Auto Scaling's.

Where the service is not registered there, it has no limits and nothing changes it by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from app.aws.application_autoscaling import AWS_ACTIONS as OF_SCALING
from app.aws.application_autoscaling import ScalableTargets
from app.aws.ecs import Ecs
from app.aws.ecs_service import Service
from app.aws.scalable_target import ScalableTarget
from app.aws.scaling import NO_LIMIT, Ability, Activity, Capacity, Group, Instance, Refresh, ScheduledAction
from app.aws.scaling_policy import ScalingPolicy
from app.base.clock import Clock, now
from app.base.errors import Wrong
from app.base.values import dataclass
from app.scaling.ecs_activities import of_event, of_task
from app.scaling.limits import BOUNDS_SUFFIX, both, named, pinning, require_within, restoring
from app.scaling.words import ECS

NO_REFRESH = (
    "An ECS service has no instance refresh. A new deployment replaces its tasks: "
    "`aws ecs update-service --force-new-deployment`."
)
NOT_REGISTERED = "This ECS service is not registered with Application Auto Scaling, so {lacks}."
PLAIN = {
    Ability.BOUNDS: "it has no min and max",
    Ability.ONCE: "nothing can change it at a time, or bring it back",
    Ability.AGAIN: "nothing can change it again and again",
    Ability.BOUNDS_LATER: "it has no min and max",
    Ability.PROCESSES: "there is nothing to suspend",
}
NOT_AGAIN = (
    "Application Auto Scaling schedules the min and max of an ECS service, and no size again and again. "
    "Give min and max for those times instead: `min=4 max=8`."
)
GONE = "There is no ECS service `{name}` any more."
DEPLOYING = "A deployment is in progress: {running} of {desired} tasks run the new version{failed}."
SO_MANY_FAILED = ", and {count} failed to start"
ROLLS_BACK, STOPS = "If too many fail, ECS rolls it back.", "If too many fail, ECS stops it."
DEPLOYMENT_FAILED = "The last deployment failed: {reason}."

# What λ worker needs in AWS, where it is deployed with scale-ecs.
AWS_ACTIONS = (
    "ecs:ListClusters",
    "ecs:ListServices",
    "ecs:DescribeServices",
    "ecs:UpdateService",
    "ecs:ListTasks",
    "ecs:DescribeTasks",
    *OF_SCALING,
)

NAMESPACE, DIMENSION = "ecs", "ecs:service:DesiredCount"


@dataclass(frozen=True)
class ServiceTarget:
    """One ECS service, `ecs:cluster/service`."""

    name: str
    ecs: Ecs
    scalable: ScalableTargets
    clock: Clock = now

    def now(self) -> Group | None:
        service = self.ecs.service(*self._parts)
        return _group(service, self._registered()) if service else None

    def activities(self, most: int = 20) -> tuple[Activity, ...]:
        service = self.ecs.service(*self._parts)
        events = [of_event(event) for event in service.events] if service else []
        tasks = [of_task(task) for task in self.ecs.stopped(*self._parts)]
        scaled = self.scalable.activities(self._resource, most)
        return tuple(sorted((*events, *tasks, *scaled), key=lambda each: each.started, reverse=True)[:most])

    def policies(self) -> tuple[ScalingPolicy, ...]:
        return self.scalable.policies(self._resource)

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        return tuple(named(self.scalable.scheduled(self._resource), self.clock, _name))

    def refreshes(self) -> tuple[Refresh, ...]:
        return ()

    def set_desired(self, desired: int) -> None:
        """ECS itself does not know the limits, and Application Auto Scaling would undo it."""
        bounds = self._registered()
        if bounds:
            require_within(bounds, desired, self.name)
        self.ecs.set_desired(*self._parts, desired)

    def resize(self, to: Capacity) -> None:
        """Application Auto Scaling moves what is outside of new limits, perhaps after us: so it never is."""
        known = self._require_registered(Ability.BOUNDS)
        service = self.ecs.service(*self._parts)
        if service is None:
            raise Wrong(GONE.format(name=self.name))
        set_count = partial(self.ecs.set_desired, *self._parts)
        set_bounds = partial(self.scalable.set_bounds, self._resource)
        count, bounds = partial(set_count, to.desired), partial(set_bounds, to.minimum, to.maximum)
        if not to.minimum <= service.desired <= to.maximum:
            both(count, bounds, back=partial(set_count, service.desired))
        elif service.desired != to.desired:
            both(bounds, count, back=partial(set_bounds, known.minimum, known.maximum))
        else:
            bounds()

    def schedule(self, action: ScheduledAction) -> None:
        """What restores the limits first: a process that dies in between leaves them as they are to be."""
        bounds = self._require_registered(Ability.ONCE)
        action = replace(action, group=self._resource)
        if action.desired is None:
            self.scalable.schedule(action)
            return
        if action.at is None:
            raise Wrong(NOT_AGAIN)
        after = restoring(action, bounds)
        drop = partial(self.scalable.unschedule, self._resource, after.name)
        both(partial(self.scalable.schedule, after), partial(self.scalable.schedule, pinning(action)), back=drop)

    def unschedule(self, name: str) -> None:
        """What sets the size first: without the other one the limits would stay there."""
        for each in (name, f"{name}{BOUNDS_SUFFIX}"):
            self.scalable.unschedule(self._resource, each)

    def suspend(self, processes: Sequence[str]) -> None:
        self._require_registered(Ability.PROCESSES)
        self.scalable.set_suspended(self._resource, dict.fromkeys(processes, True))

    def resume(self, processes: Sequence[str]) -> None:
        self._require_registered(Ability.PROCESSES)
        self.scalable.set_suspended(self._resource, dict.fromkeys(processes, False))

    def start_refresh(self) -> None:
        raise Wrong(NO_REFRESH)

    def cancel_refresh(self) -> None:
        raise Wrong(NO_REFRESH)

    def roll_back_refresh(self) -> None:
        raise Wrong(NO_REFRESH)

    @property
    def _parts(self) -> tuple[str, str]:
        cluster, _, service = self.name.removeprefix(ECS).partition("/")
        return cluster, service

    @property
    def _resource(self) -> str:
        return f"service/{self.name.removeprefix(ECS)}"

    def _registered(self) -> ScalableTarget | None:
        return next(iter(self.scalable.of([self._resource])), None)

    def _require_registered(self, ability: Ability) -> ScalableTarget:
        """Else Application Auto Scaling would register it, which nobody asked for."""
        found = self._registered()
        if found is None:
            raise Wrong(NOT_REGISTERED.format(lacks=PLAIN[ability]))
        return found


@dataclass(frozen=True)
class EcsServices:
    """The ECS services of the account and region."""

    ecs: Ecs
    scalable: ScalableTargets
    clock: Clock = now

    def all(self) -> tuple[Group, ...]:
        services = self.ecs.services()
        registered = {each.resource: each for each in self.scalable.all()} if services else {}
        return tuple(_group(each, registered.get(f"service/{each.cluster}/{each.name}")) for each in services)

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        return tuple(named(self.scalable.scheduled(), self.clock, _name))

    def at(self, name: str, arn: str = "") -> ServiceTarget:
        return ServiceTarget(name, self.ecs, self.scalable, self.clock)


def ecs_services() -> EcsServices:
    return EcsServices(Ecs(), ScalableTargets(NAMESPACE, DIMENSION))


def _name(resource: str) -> str:
    return f"{ECS}{resource.removeprefix('service/')}"


def _group(service: Service, registered: ScalableTarget | None) -> Group:
    running, pending = Instance("", "RUNNING"), Instance("", "PENDING")
    lacks = [(Ability.REFRESH, NO_REFRESH)]
    if registered is None:
        lacks += [(ability, NOT_REGISTERED.format(lacks=why)) for ability, why in PLAIN.items()]
    else:
        lacks.append((Ability.AGAIN, NOT_AGAIN))
    return Group(
        name=f"{ECS}{service.cluster}/{service.name}",
        minimum=registered.minimum if registered else 0,
        maximum=registered.maximum if registered else NO_LIMIT,
        desired=service.desired,
        instances=(running,) * service.running + (pending,) * service.pending,
        suspended=registered.suspended if registered else (),
        arn=service.arn,
        lacks=tuple(lacks),
        notes=tuple(_notes(service)),
        launchers=service.launchers,
        definition=service.definition,
        created=service.created,
    )


def _notes(service: Service) -> Iterator[str]:
    """What its deployment means for whoever scales it now."""
    deployment = service.deployment
    if deployment is None:
        return
    if deployment.state == "IN_PROGRESS":
        failed = SO_MANY_FAILED.format(count=deployment.failed) if deployment.failed else ""
        yield DEPLOYING.format(running=deployment.running, desired=deployment.desired, failed=failed)
        if service.has_breaker:
            yield ROLLS_BACK if service.rolls_back else STOPS
    elif deployment.state == "FAILED":
        yield DEPLOYMENT_FAILED.format(reason=deployment.reason.rstrip(".") or "ECS does not say why")
