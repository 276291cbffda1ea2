"""ECS's operations: the API's parameters in, the model's answers out in the API's format."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.aws.ecs import words
from sandbox.aws.ecs.model import Ecs, short
from sandbox.aws.ecs.service import Service, cluster_arn, task_arn
from sandbox.aws.ecs.shapes import cluster_shape, service_shape, task_shape
from sandbox.aws.paging import page
from sandbox.aws.protocol import AwsError

# Of one call, as the API reference has it for each.
MOST_SERVICES, MOST_TASKS, LISTED = 10, 100, {"ListServices": 10, "ListTasks": 100, "ListClusters": 100}
LAUNCH_TYPES = ("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES")
STATUSES = ("RUNNING", "PENDING", "STOPPED")
ONLY_TOLD_AGAIN = (
    "networkConfiguration",
    "loadBalancers",
    "serviceRegistries",
    "capacityProviderStrategy",
    "placementConstraints",
    "placementStrategy",
    "healthCheckGracePeriodSeconds",
)
OF_CLUSTERS = ("settings", "capacityProviders", "defaultCapacityProviderStrategy", "tags")
Params = dict[str, Any]
Operation = Callable[[Params], Params | None]


class EcsApi:
    """Each method is one operation of the API."""

    def __init__(self, model: Ecs) -> None:
        self._model = model

    def operations(self) -> Mapping[str, Operation]:
        """The operations by their names in the API."""
        return {
            "CreateCluster": self.create_cluster,
            "ListClusters": self.list_clusters,
            "DescribeClusters": self.describe_clusters,
            "CreateService": self.create_service,
            "ListServices": self.list_services,
            "DescribeServices": self.describe_services,
            "UpdateService": self.update_service,
            "DeleteService": self.delete_service,
            "ListTasks": self.list_tasks,
            "DescribeTasks": self.describe_tasks,
            "StopTask": self.stop_task,
        }

    def create_cluster(self, params: Params) -> Params:
        name = params.get("clusterName") or "default"
        services = self._model.clusters.setdefault(name, {})
        told = self._model.cluster_settings.setdefault(name, {})
        told.update({key: params[key] for key in OF_CLUSTERS if key in params})
        return {"cluster": {**cluster_shape(self._model.place, name, services), **told}}

    def list_clusters(self, params: Params) -> Params:
        return _listed(
            "clusterArns",
            [cluster_arn(self._model.place, name) for name in self._model.clusters],
            params,
            "ListClusters",
        )

    def describe_clusters(self, params: Params) -> Params:
        self._model.settle()
        named = params.get("clusters") or ["default"]
        there = [short(name) for name in named if short(name) in self._model.clusters]
        missing = [name for name in named if short(name) not in self._model.clusters]
        failures = [
            _missing(name if name.startswith("arn:") else cluster_arn(self._model.place, name)) for name in missing
        ]
        return {"clusters": [self._cluster(name, params.get("include", [])) for name in there], "failures": failures}

    def _cluster(self, name: str, include: Sequence[str]) -> Params:
        """Tags and settings are told to who asks for them."""
        told = self._model.cluster_settings.get(name, {})
        hidden = {key for key in ("tags", "settings") if key.upper() not in include}
        shown = {key: value for key, value in told.items() if key not in hidden}
        return {**cluster_shape(self._model.place, name, self._model.clusters[name]), **shown}

    def create_service(self, params: Params) -> Params:
        launch_type, strategy = str(params.get("launchType", "EC2")), str(params.get("schedulingStrategy", "REPLICA"))
        if launch_type not in LAUNCH_TYPES:
            raise AwsError("ClientException", words.BAD_LAUNCH_TYPE)
        cluster, _ = self._model.cluster(params.get("cluster"))
        if not params.get("taskDefinition"):
            raise AwsError("InvalidParameterException", words.NO_DEFINITION)
        service = Service(
            cluster,
            params["serviceName"],
            params.get("desiredCount", 0),
            self._model.clock.now(),
            str(params["taskDefinition"]),
            self._model.place.zones,
            launch_type,
            strategy,
            settings={name: params[name] for name in ONLY_TOLD_AGAIN if name in params},
            tags={each["key"]: each.get("value", "") for each in params.get("tags", [])},
            breaker=_has_breaker(params, False),
        )
        self._model.create(service)
        return {"service": service_shape(service, True)}

    def list_services(self, params: Params) -> Params:
        _, services = self._model.cluster(params.get("cluster"))
        kind, strategy = params.get("launchType"), params.get("schedulingStrategy")
        arns = [
            service.arn
            for service in services.values()
            if service.status != "INACTIVE"
            and kind in (None, service.launch_type)
            and strategy in (None, service.strategy)
        ]
        return _listed("serviceArns", arns, params, "ListServices")

    def describe_services(self, params: Params) -> Params:
        """Up to 10; those that are not there are told as failures."""
        named, cluster = params["services"], params.get("cluster")
        name, _ = self._model.cluster(cluster)
        _check(named, "Services", words.NO_SERVICES, MOST_SERVICES)
        self._model.settle()
        found = {each: self._model.find(cluster, each) for each in named}
        with_tags = "TAGS" in params.get("include", [])
        absent = [each for each, service in found.items() if service is None]
        prefix = cluster_arn(self._model.place, name).replace(":cluster/", ":service/")
        return {
            "services": [service_shape(service, with_tags) for service in found.values() if service],
            "failures": [_missing(each if each.startswith("arn:") else f"{prefix}/{each}") for each in absent],
        }

    def update_service(self, params: Params) -> Params:
        service = self._model.active(params.get("cluster"), params["service"])
        desired = params.get("desiredCount")
        if desired is not None and service.strategy == "DAEMON":
            raise AwsError("InvalidParameterException", words.DAEMON)
        if desired is not None and desired < 0:
            raise AwsError("InvalidParameterException", words.NEGATIVE)
        service.breaker = _has_breaker(params, service.breaker)
        if "taskDefinition" in params or params.get("forceNewDeployment"):
            self._model.deploy(service, params.get("taskDefinition"))
        if desired is not None:
            self._model.set_desired(service, desired)
        return {"service": service_shape(service)}

    def delete_service(self, params: Params) -> Params:
        service = self._model.service(params.get("cluster"), params["service"])
        self._model.delete(service, params.get("force", False))
        return {"service": service_shape(service)}

    def list_tasks(self, params: Params) -> Params:
        """Those that are to run, or with `desiredStatus` STOPPED those that are not: PENDING finds none, as in AWS."""
        status = params.get("desiredStatus", "RUNNING")
        if status not in STATUSES:
            raise AwsError("InvalidParameterException", words.BAD_STATUS)
        self._model.settle()
        pairs = list(self._model.tasks(params.get("cluster")).values())
        if "serviceName" in params:
            wanted = self._model.service(params.get("cluster"), params["serviceName"])
            pairs = [(service, task) for service, task in pairs if service is wanted]
        arns = [
            task_arn(service.place, service.cluster, task.id)
            for service, task in pairs
            if status == ("RUNNING" if task.is_wanted else "STOPPED")
            and params.get("startedBy") in (None, task.deployment)
            and params.get("launchType") in (None, service.launch_type)
            and params.get("family") in (None, short(task.definition).partition(":")[0])
        ]
        return _listed("taskArns", arns, params, "ListTasks")

    def describe_tasks(self, params: Params) -> Params:
        named, cluster = params["tasks"], params.get("cluster")
        name, _ = self._model.cluster(cluster)
        _check(named, "Tasks", words.NO_TASKS, MOST_TASKS)
        self._model.settle()
        tasks = self._model.tasks(cluster)
        there = [tasks[short(each)] for each in named if short(each) in tasks]
        absent = [short(each) for each in named if short(each) not in tasks]
        return {
            "tasks": [task_shape(service, task) for service, task in there],
            "failures": [_missing(task_arn(self._model.place, name, each)) for each in absent],
        }

    def stop_task(self, params: Params) -> Params:
        service, task = self._model.stop_task(params.get("cluster"), params["task"], params.get("reason"))
        return {"task": task_shape(service, task)}


def _has_breaker(params: Params, before: bool) -> bool:
    configuration = params.get("deploymentConfiguration") or {}
    return bool(configuration.get("deploymentCircuitBreaker", {}).get("enable", before))


def _check(named: Sequence[str], what: str, none: str, most: int) -> None:
    if not named:
        raise AwsError("InvalidParameterException", none)
    if len(named) > most:
        raise AwsError("InvalidParameterException", words.TOO_MANY.format(what=what, most=most))


def _missing(arn: str) -> Params:
    return {"arn": arn, "reason": words.MISSING}


def _listed(key: str, arns: Sequence[str], params: Params, operation: str) -> Params:
    """A page; ECS spells the two parameters in lower case."""
    asked = {"NextToken": params.get("nextToken"), "MaxRecords": params.get("maxResults")}
    try:
        shown, token = page(arns, asked, LISTED[operation])
    except AwsError as wrong:
        raise AwsError("InvalidParameterException", wrong.message) from wrong
    return {key: list(shown), "nextToken": token}
