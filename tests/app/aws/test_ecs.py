"""The door to ECS: which services there are, what one looks like, and what is asked of it."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from app.aws import ecs
from app.aws.ecs import MOST_DESCRIBED, Ecs
from app.aws.ecs_service import TaskSize
from app.base.errors import Wrong
from tests.app.aws.answers import NINE
from tests.app.conftest import Stubbed

CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/shop"


def item(name: str, **more: Any) -> dict[str, Any]:
    """As DescribeServices answers."""
    arn = f"arn:aws:ecs:us-east-1:123456789012:service/shop/{name}"
    sizes = {"desiredCount": 2, "runningCount": 2, "pendingCount": 0}
    return {"serviceArn": arn, "serviceName": name, "clusterArn": CLUSTER, "status": "ACTIVE", **sizes, **more}


def described(names: list[str], *items: dict[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return "describe_services", {"services": list(items), "failures": []}, {"cluster": CLUSTER, "services": names}


class Answers:
    """As an account with two clusters, of whose services ListServices tells a page each; no call comes alone."""

    def __init__(self, names: dict[str, list[str]]) -> None:
        self.names, self.asked = names, list[list[str]]()
        self.together = threading.Barrier(2)

    def get_paginator(self, operation: str) -> Any:
        return SimpleNamespace(paginate=getattr(self, operation))

    def list_clusters(self) -> list[Any]:
        return [{"clusterArns": list(self.names)}]

    def list_services(self, **asked: Any) -> list[Any]:
        self.together.wait(60)
        assert (asked["schedulingStrategy"], asked["maxResults"]) == ("REPLICA", 100)
        return [{"serviceArns": self.names[asked["cluster"]]}]

    def describe_services(self, cluster: str, services: list[str]) -> Any:
        self.together.wait(60)
        self.asked.append(services)
        return {"services": [item(name, clusterArn=cluster) for name in services]}


def test_all_services_are_read_ten_a_call_and_some_calls_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """If not two at once, this would never end."""
    names = {CLUSTER: [f"api-{number}" for number in range(MOST_DESCRIBED * 2 + 1)], f"{CLUSTER}-b": ["web"]}
    account = Answers(names)
    monkeypatch.setattr(ecs, "client", {"ecs": account}.__getitem__)
    expected = [("shop", name) for name in names[CLUSTER]] + [("shop-b", "web")]
    assert [(each.cluster, each.name) for each in Ecs().services()] == expected
    assert sorted(map(len, account.asked)) == [1, 1, MOST_DESCRIBED, MOST_DESCRIBED]


def test_where_there_is_no_cluster_one_call_says_so(stubbed: Stubbed) -> None:
    stubbed("ecs").add_response("list_clusters", {"clusterArns": []})
    assert Ecs().services() == ()


@pytest.mark.parametrize("more", [{"status": "INACTIVE"}, {"status": "DRAINING"}, {"schedulingStrategy": "DAEMON"}])
def test_what_is_deleted_or_has_no_desired_count_is_none(stubbed: Stubbed, more: dict[str, Any]) -> None:
    answer = {"services": [item("api", **more)], "failures": []}
    stubbed("ecs").add_response("describe_services", answer, {"cluster": "shop", "services": ["api"]})
    assert Ecs().service("shop", "api") is None


def test_a_service_that_is_nowhere_or_whose_cluster_is_nowhere_is_none(stubbed: Stubbed) -> None:
    ecs = stubbed("ecs")
    ecs.add_response("describe_services", {"services": [], "failures": [{"reason": "MISSING"}]})
    ecs.add_client_error("describe_services", "ClusterNotFoundException", "Cluster not found.")
    assert [Ecs().service("shop", "api"), Ecs().service("shpo", "api")] == [None, None]


def test_what_ecs_refuses_is_told_in_its_words(stubbed: Stubbed) -> None:
    ecs = stubbed("ecs")
    ecs.add_client_error("update_service", "ServiceNotActiveException", "Service was not ACTIVE.")
    ecs.add_client_error("describe_services", "InvalidParameterException", "Identifier is for another account.")
    with pytest.raises(Wrong, match="set the desired count of shop/api: Service was not ACTIVE"):
        Ecs().set_desired("shop", "api", 4)
    with pytest.raises(Wrong, match="Identifier is for another account"):
        Ecs().service("shop", "api")


def test_a_desired_count_is_set_and_nothing_else(stubbed: Stubbed) -> None:
    asked = {"cluster": "shop", "service": "api", "desiredCount": 4}
    stubbed("ecs").add_response("update_service", {"service": item("api")}, asked)
    Ecs().set_desired("shop", "api", 4)


def test_stopped_tasks_come_newest_first_and_none_are_asked_for_where_there_are_none(stubbed: Stubbed) -> None:
    ecs = stubbed("ecs")
    asked = {"cluster": "shop", "serviceName": "api", "desiredStatus": "STOPPED", "maxResults": 100}
    ecs.add_response("list_tasks", {"taskArns": ["a", "b"]}, asked)
    tasks = [{"taskArn": "a", "stoppedAt": NINE}, {"taskArn": "b", "stoppedAt": NINE.replace(hour=10)}]
    ecs.add_response("describe_tasks", {"tasks": tasks, "failures": []}, {"cluster": "shop", "tasks": ["a", "b"]})
    ecs.add_response("list_tasks", {"taskArns": []}, asked)
    assert [task.arn for task in Ecs().stopped("shop", "api")] == ["b", "a"]
    assert Ecs().stopped("shop", "api") == ()


@pytest.mark.parametrize(
    "name", [("web", ""), ("", "web"), ("", ""), ("shop", "api/2"), ("shop", "wéb"), ("a" * 256, "web")]
)
def test_what_can_be_no_name_is_none_without_a_call(stubbed: Stubbed, name: tuple[str, str]) -> None:
    stubbed("ecs")
    assert Ecs().service(*name) is None


@pytest.mark.parametrize(
    ("more", "launchers"),
    [
        ({"launchType": "FARGATE"}, ("FARGATE",)),
        (
            {
                "capacityProviderStrategy": [
                    {"capacityProvider": "FARGATE", "base": 1, "weight": 0},
                    {"capacityProvider": "FARGATE_SPOT", "weight": 3},
                    {"capacityProvider": "unused", "weight": 0, "base": 0},
                ]
            },
            ("FARGATE", "FARGATE_SPOT"),
        ),
        ({}, ()),
    ],
)
def test_a_service_says_what_its_tasks_run_on(stubbed: Stubbed, more: dict[str, Any], launchers: tuple[str]) -> None:
    answer = {"services": [item("api", taskDefinition="api:3", **more)], "failures": []}
    stubbed("ecs").add_response("describe_services", answer)
    found = Ecs().service("shop", "api")
    assert found
    assert (found.launchers, found.definition) == (launchers, "api:3")


def task(definition: str, **more: Any) -> dict[str, Any]:
    about = {"cpu": "256", "memory": "512", "platformFamily": "Linux", "taskDefinitionArn": definition}
    return {"taskArn": "t", **about, **more}


def test_a_tasks_size_is_that_of_one_with_the_newest_definition(stubbed: Stubbed) -> None:
    ecs = stubbed("ecs")
    asked = {"cluster": "shop", "serviceName": "api", "desiredStatus": "RUNNING", "maxResults": 10}
    ecs.add_response("list_tasks", {"taskArns": ["a", "b"]}, asked)
    arm = {"attributes": [{"name": "ecs.cpu-architecture", "value": "arm64"}], "ephemeralStorage": {"sizeInGiB": 30}}
    told = {"tasks": [task("api:2"), task("api:3", **arm)]}
    ecs.add_response("describe_tasks", told, {"cluster": "shop", "tasks": ["a", "b"]})

    assert Ecs().task_size("shop", "api", "api:3") == TaskSize("api:3", 256, 512, 30, True, "Linux")


def test_where_no_task_runs_or_none_has_said_its_size_it_is_not_known(stubbed: Stubbed) -> None:
    ecs = stubbed("ecs")
    ecs.add_response("list_tasks", {"taskArns": []})
    ecs.add_response("list_tasks", {"taskArns": ["a"]})
    ecs.add_response("describe_tasks", {"tasks": [{"taskArn": "a", "taskDefinitionArn": "api:3"}]})

    assert Ecs().task_size("shop", "api", "api:3") is None
    assert Ecs().task_size("shop", "api", "api:3") == TaskSize("api:3")
