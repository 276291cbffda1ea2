"""ECS's clusters and services as in AWS; `settle` brings them to the present."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.aws.account import HOME_PLACE, Place
from sandbox.aws.clock import Clock
from sandbox.aws.ecs import words
from sandbox.aws.ecs.scheduler import settle, settle_at_once, stop
from sandbox.aws.ecs.service import Deployment, Service, Task, cluster_arn, definition_arn, fingerprint
from sandbox.aws.protocol import AwsError

DEFAULT_CLUSTER = "default"


class Ecs:
    """All clusters by name, each with its services by name; a deleted service stays there, INACTIVE."""

    def __init__(self, clock: Clock, on_change: Callable[[], None] = lambda: None, place: Place = HOME_PLACE) -> None:
        self.clock = clock
        self.place = place
        self.clusters: dict[str, dict[str, Service]] = {}
        self.cluster_settings: dict[str, dict[str, Any]] = {}  # what is only told again
        self.on_change = on_change

    @property
    def services(self) -> Iterator[Service]:
        return (service for services in self.clusters.values() for service in services.values())

    def cluster(self, named: str | None) -> tuple[str, dict[str, Service]]:
        """A cluster by its name or ARN; without either, the default one."""
        name = short(named or DEFAULT_CLUSTER)
        if name not in self.clusters or ((named or "").startswith("arn:") and named != cluster_arn(self.place, name)):
            raise AwsError("ClusterNotFoundException", words.NO_CLUSTER)
        return name, self.clusters[name]

    def find(self, cluster: str | None, named: str) -> Service | None:
        """A service of a cluster by its name or ARN."""
        _, services = self.cluster(cluster)
        found = services.get(short(named))
        is_other = named.startswith("arn:") and found is not None and named not in (found.arn, _old_arn(found))
        return None if is_other else found

    def service(self, cluster: str | None, named: str) -> Service:
        """One that is there, also as INACTIVE."""
        found = self.find(cluster, named)
        if found is None:
            raise AwsError("ServiceNotFoundException", words.NO_SERVICE)
        return found

    def active(self, cluster: str | None, named: str) -> Service:
        """One that can be changed."""
        service = self.service(cluster, named)
        if service.status != "ACTIVE":
            raise AwsError("ServiceNotActiveException", words.INACTIVE)
        return service

    def create(self, service: Service, settled: bool = False) -> None:
        """Add a service; `settled`: with all its tasks running already, not as a new one."""
        _, services = self.cluster(service.cluster)
        before = services.get(service.name)
        if before and before.status == "ACTIVE":
            raise AwsError("InvalidParameterException", words.IDEMPOTENT)
        _check(service.desired)
        service.place = self.place
        service.definition = definition_arn(self.place, service.definition)
        self._deploy(service)
        services[service.name] = service
        if settled:
            settle_at_once(service, self.clock.now())
        self._changed()

    def set_desired(self, service: Service, wanted: int) -> None:
        """As many tasks, from now on; one that is waited for without success is tried again at once."""
        _check(wanted)
        if wanted != service.desired:
            service.desired, service.retry_at = wanted, 0.0
            service.told.clear()
        self._changed()

    def deploy(self, service: Service, definition: str | None = None) -> None:
        """A new deployment, of this task definition or of the same once more."""
        service.definition = definition_arn(self.place, definition or service.definition)
        service.retry_at = 0.0
        service.told.clear()
        self._deploy(service)
        self._changed()

    def delete(self, service: Service, force: bool) -> None:
        if service.desired and not force:
            raise AwsError("InvalidParameterException", words.STILL_SCALED)
        service.desired, service.status = 0, "DRAINING"
        service.told.clear()
        self._changed()

    def tasks(self, cluster: str | None) -> dict[str, tuple[Service, Task]]:
        """The tasks of a cluster by their ids, the newest first."""
        _, services = self.cluster(cluster)
        found = [(service, task) for service in services.values() for task in service.tasks]
        found.sort(key=lambda pair: -pair[1].created)
        return {task.id: (service, task) for service, task in found}

    def stop_task(self, cluster: str | None, named: str, reason: str | None) -> tuple[Service, Task]:
        found = self.tasks(cluster).get(short(named))
        if found is None:
            raise AwsError("InvalidParameterException", words.NO_TASK)
        service, task = found
        if task.is_wanted:
            stop(service, task, self.clock.now(), reason or words.BY_USER, "UserInitiated")
        self._changed()
        return found

    def settle(self) -> None:
        """Let everything happen that is due by now."""
        now = self.clock.now()
        for service in list(self.services):
            before = fingerprint(service)
            settle(service, now)
            if fingerprint(service) != before:
                self.on_change()

    def dues(self, now: float) -> Iterator[float]:
        """When the next things happen."""
        for service in self.services:
            yield from (task.due for task in service.tasks if task.due is not None)
            if service.retry_at > now:
                yield service.retry_at

    def _deploy(self, service: Service) -> None:
        for each in service.deployments:
            each.status = "ACTIVE"
        fresh = Deployment(service.definition, self.clock.now(), updated=self.clock.now())
        fresh.rollout_reason = words.ROLLING.format(deployment=fresh.id)
        service.deployments.insert(0, fresh)

    def _changed(self) -> None:
        self.settle()
        self.on_change()


def short(named: str) -> str:
    """The name of what is named by an ARN, old or new, or by name."""
    return named.rpartition("/")[2]


def _old_arn(service: Service) -> str:
    """Without the cluster's name, as until 2021."""
    return service.arn.replace(f"service/{service.cluster}/", "service/")


def _check(desired: int) -> None:
    if desired < 0:
        raise AwsError("InvalidParameterException", words.NEGATIVE)
