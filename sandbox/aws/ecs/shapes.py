"""ECS's services and tasks in the API's format."""

from typing import Any

from sandbox.aws.account import Place
from sandbox.aws.clock import moment
from sandbox.aws.ecs.service import (
    STARTING,
    Deployment,
    Service,
    Task,
    cluster_arn,
    task_arn,
)

Shape = dict[str, Any]
CONTAINER = "app"
IMAGE = "shop/{name}:latest"
PLATFORM = {"platformVersion": "1.4.0", "platformFamily": "Linux"}
SIZE = {"cpu": "256", "memory": "512", "ephemeralStorage": {"sizeInGiB": 20}}
X86 = {"attributes": [{"name": "ecs.cpu-architecture", "value": "x86_64"}]}


def cluster_shape(place: Place, name: str, services: dict[str, Service]) -> Shape:
    active = [service for service in services.values() if service.status == "ACTIVE"]
    return {
        "clusterArn": cluster_arn(place, name),
        "clusterName": name,
        "status": "ACTIVE",
        "registeredContainerInstancesCount": 0,
        "runningTasksCount": sum(service.running for service in active),
        "pendingTasksCount": sum(service.pending for service in active),
        "activeServicesCount": len(active),
        "statistics": [],
        "tags": [],
        "settings": [],
        "capacityProviders": [],
        "defaultCapacityProviderStrategy": [],
    }


def service_shape(service: Service, with_tags: bool = False) -> Shape:
    tags = {"tags": [{"key": key, "value": value} for key, value in service.tags.items()]} if with_tags else {}
    return {
        **service.settings,
        "serviceArn": service.arn,
        "serviceName": service.name,
        "clusterArn": cluster_arn(service.place, service.cluster),
        "status": service.status,
        "desiredCount": service.desired,
        "runningCount": service.running,
        "pendingCount": service.pending,
        "launchType": service.launch_type,
        **(PLATFORM if service.launch_type == "FARGATE" else {}),
        "taskDefinition": service.definition,
        "deploymentConfiguration": _deployment_configuration(service),
        "deployments": [_deployment(service, each) for each in service.deployments],
        "events": [{"id": e.id, "createdAt": moment(e.at), "message": e.message} for e in service.events],
        "createdAt": moment(service.created),
        "schedulingStrategy": service.strategy,
        "deploymentController": {"type": "ECS"},
        "enableECSManagedTags": False,
        "propagateTags": "NONE",
        **tags,
    }


def _deployment_configuration(service: Service) -> Shape:
    breaker = {"enable": service.breaker, "rollback": False}
    return {"deploymentCircuitBreaker": breaker, "maximumPercent": 200, "minimumHealthyPercent": 100}


def _deployment(service: Service, deployment: Deployment) -> Shape:
    tasks = [task for task in service.tasks if task.deployment == deployment.id]
    return {
        "id": deployment.id,
        "status": deployment.status,
        "taskDefinition": deployment.definition,
        "desiredCount": service.desired if deployment.status == "PRIMARY" else 0,
        "pendingCount": sum(task.status in STARTING for task in tasks),
        "runningCount": sum(task.status == "RUNNING" for task in tasks),
        "failedTasks": deployment.failed,
        "createdAt": moment(deployment.created),
        "updatedAt": moment(deployment.updated or deployment.created),
        "launchType": service.launch_type,
        "rolloutState": deployment.rollout,
        "rolloutStateReason": deployment.rollout_reason,
    }


def task_shape(service: Service, task: Task) -> Shape:
    times = {
        "createdAt": task.created,
        "startedAt": task.started,
        "stoppingAt": task.stopping,
        "stoppedAt": task.stopped,
        "executionStoppedAt": task.stopped if task.started else None,
    }
    return {
        "taskArn": task_arn(service.place, service.cluster, task.id),
        "clusterArn": cluster_arn(service.place, service.cluster),
        "taskDefinitionArn": task.definition,
        "group": f"service:{service.name}",
        "startedBy": task.deployment,
        "availabilityZone": task.zone,
        "launchType": service.launch_type,
        "lastStatus": task.status,
        "desiredStatus": "RUNNING" if task.is_wanted else "STOPPED",
        "healthStatus": "UNKNOWN",
        "stopCode": task.stop_code,
        "stoppedReason": task.stopped_reason,
        **{name: None if at is None else moment(at) for name, at in times.items()},
        "containers": [_container(service, task)],
        "attachments": [],
        "overrides": {"containerOverrides": []},
        "tags": [],
        "version": 1,
        **({**PLATFORM, **SIZE, **X86} if service.launch_type == "FARGATE" else {}),
    }


def _container(service: Service, task: Task) -> Shape:
    is_there = task.status in ("RUNNING", *STARTING)
    return {
        "containerArn": service.place.arn("ecs", f"container/{service.cluster}/{task.id}/1"),
        "taskArn": task_arn(service.place, service.cluster, task.id),
        "name": CONTAINER,
        "image": IMAGE.format(name=service.name),
        "lastStatus": task.status if is_there else "STOPPED",
        "exitCode": task.exit_code,
        "reason": task.container_reason,
        "healthStatus": "UNKNOWN",
    }
