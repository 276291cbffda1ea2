"""The fronts over an emulator that is a fake, reached by real boto3 clients."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.aws import ministack
from sandbox.aws.alarm import Alarm, Transition
from sandbox.aws.alarms import Alarms
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_api import autoscaling_operations
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.cloudwatch_api import CloudWatchApi
from sandbox.aws.ecs.api import EcsApi
from sandbox.aws.ecs.model import Ecs
from sandbox.aws.front import Front
from sandbox.aws.graphs import Graphs
from sandbox.aws.mute_rules import MuteRules
from sandbox.aws.scalable.api import scalable_operations
from sandbox.aws.scalable.model import ScalableTargets
from sandbox.aws.scalable.resources import EcsServices
from sandbox.aws.world import create_services
from sandbox.certificates import Authority, ServerTls, temporary_authority
from sandbox.ports import free_port
from sandbox.root import HOME
from tests.sandbox.aws.fakes import START, FakeMinistack, loop_thread, still_clock


@dataclass
class Fronts:
    """The models, the fake behind the fronts, and a client of each front.

    `acted` has the alarms' states each time when somebody waited for their actions.
    """

    scaling: AutoScaling
    alarms: Alarms
    mute_rules: MuteRules
    graphs: Graphs
    transitions: list[Transition]
    evaluated: list[tuple[str, set[str]]]
    acted: list[dict[str, str]]
    ministack: FakeMinistack
    autoscaling: Any
    cloudwatch: Any
    ecs: Any
    scalable: Any
    services: Ecs
    targets: ScalableTargets
    urls: dict[str, str]
    fronts: dict[str, Front]
    authority: Authority


@pytest.fixture
def fronts() -> Iterator[Fronts]:
    with running_fronts() as running:
        yield running


@contextmanager
def running_fronts() -> Iterator[Fronts]:
    """Fresh ones for the block, and the group `web` and the world's ECS services behind them."""
    ministack, transitions = FakeMinistack(), list[Transition]()
    evaluated: list[tuple[str, set[str]]] = []
    scaling = AutoScaling(still_clock())
    scaling.create(Group("web", 1, 8, 2, START, ("us-east-1a", "us-east-1b")), settled=True)

    services = Ecs(still_clock())
    targets = ScalableTargets(services.clock, {"ecs": EcsServices(services)})
    create_services(services, targets)

    def remember(alarm: Alarm, transition: Transition) -> None:
        transitions.append(transition)

    async def evaluate(namespace: str, metrics: set[str]) -> None:
        evaluated.append((namespace, metrics))

    acted: list[dict[str, str]] = []

    async def act() -> None:
        acted.append({alarm.name: alarm.state for alarm in alarms.by_name.values()})

    alarms, mute_rules = Alarms(still_clock(), remember), MuteRules(still_clock())
    with temporary_authority() as authority, loop_thread() as loop:
        loop.run(ministack.start())
        graphs = Graphs(Endpoint(ministack.url))
        operations = {
            "autoscaling": autoscaling_operations(scaling),
            "cloudwatch": CloudWatchApi(alarms, act, evaluate, mute_rules, graphs).operations(),
            "ecs": EcsApi(services).operations(),
            "application-autoscaling": scalable_operations(targets, alarms),
        }
        at = Endpoint(ministack.url)
        each = {service: Front(service, known, at, ServerTls(authority)) for service, known in operations.items()}
        urls = {service: loop.run(front.start()) for service, front in each.items()}
        clients = {service: root_client(service, Endpoint(url, authority.ca_file)) for service, url in urls.items()}
        yield Fronts(
            scaling,
            alarms,
            mute_rules,
            graphs,
            transitions,
            evaluated,
            acted,
            ministack,
            clients["autoscaling"],
            clients["cloudwatch"],
            clients["ecs"],
            clients["application-autoscaling"],
            services,
            targets,
            urls=urls,
            fronts=each,
            authority=authority,
        )
        for front in each.values():
            loop.run(front.stop())
        loop.run(ministack.stop())


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """ministack alone, as the sandbox starts it; each test has names of its own there."""
    folder, port = tmp_path_factory.mktemp("ministack"), free_port()
    authority = Authority(folder)
    with loop_thread() as loop:
        python = loop.run(ministack.install(HOME))
        running = loop.run(ministack.start(python, folder, {}, port, authority))
        yield Endpoint(running.url, authority.ca_file)
        loop.run(running.stop())
