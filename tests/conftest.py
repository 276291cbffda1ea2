"""What every test may ask for: a clock that stands still, a Slack on loopback, and Bellhop between them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from app.aws import door
from sandbox.certificates import Authority, temporary_authority
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.collected import collected
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.dynamodb import FakeDynamoDB, running_dynamodb
from tests.thorough import THOROUGH

TESTS = Path(__file__).parent
LONG = ("docs", "flows", "packaging", "sandbox")

# Thousands of tests stay in memory as long as a run takes: to look among them for garbage again and again took a tenth
# of its computing, and a third of collecting them. What a test leaves behind is still collected.
gc.set_threshold(50_000, 20, 100)

# A busy machine is no error of an example.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    help_of_it = "where the deployed Bellhop of the flows finds its secrets"
    parser.addoption("--secrets", choices=("ssm", "secretsmanager", "kms"), default="ssm", help=help_of_it)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is long begins first, file by file: slow flows, who wants a sandbox, what builds or is slow, the rest."""
    if not THOROUGH and (left_out := [item for item in items if item.get_closest_marker("thorough")]):
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    begins: dict[Path, int] = {}
    for item in items:
        begins[item.path] = min(begins.get(item.path, 3), _turn(item))
    items.sort(key=lambda item: begins[item.path])


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


def _turn(item: pytest.Item) -> int:
    fixtures, room = getattr(item, "fixturenames", ()), item.path.relative_to(TESTS).parts[0]
    is_slow = item.get_closest_marker("slow") is not None
    if is_slow and room == "flows":
        return 0
    if "sandbox" in fixtures or item.get_closest_marker("deployed"):
        return 1
    return 2 if is_slow or room in LONG else 3


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was measured, of tests that pass too."""
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    ended = [report for report in reports if getattr(report, "when", "") == "call"]
    figures = [text for report in ended for name, text in report.user_properties if name == "figure"]
    if figures:
        terminalreporter.section("figures")
    for text in figures:
        terminalreporter.write_line(text)


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Keeps a measured figure, a sentence, for the end of the run."""
    return lambda text: record_property("figure", text)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(scope="session")
def authority() -> Iterator[Authority]:
    """Whom a client of the tests' TLS servers has to trust."""
    with temporary_authority() as made:
        yield made


@pytest.fixture
def slack(clock: SetClock, request: pytest.FixtureRequest) -> Iterator[RunningSlack]:
    with running_slack(clock=clock.epoch) as running, collected(request.node.nodeid):
        yield running


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Bellhop:
    """Its edge is called directly; what it puts on its queues is delivered when the test says so."""
    return Bellhop(slack, clock)


@pytest.fixture
def listening_bellhop(bellhop: Bellhop) -> Iterator[Bellhop]:
    """The same, and what people do in the Slack stand-in reaches its edge over HTTP."""
    with listening(bellhop):
        yield bellhop


@pytest.fixture(scope="session")
def dynamodb_server() -> Iterator[FakeDynamoDB]:
    with running_dynamodb() as fake:
        yield fake


ON_LAMBDA = (
    *("dynamodb", "sqs", "autoscaling", "cloudwatch", "ec2", "kms", "ssm", "secretsmanager"),
    *("ecs", "application-autoscaling", "pricing"),
)
ON_A_DESK = ("cloudformation", "lambda", "iam", "sns", "sts")


@pytest.fixture(scope="session")
def aws(dynamodb_server: FakeDynamoDB) -> Iterator[None]:
    """The app's clients of the AWS SDK, made once: DynamoDB's leads to the fake, the others' to a port nobody is at."""
    door.home_client.cache_clear()
    door._session.cache_clear()
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("AWS_DEFAULT_REGION", "us-east-1")
        environ.setenv("AWS_ACCESS_KEY_ID", "test")
        environ.setenv("AWS_SECRET_ACCESS_KEY", "test")
        environ.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        environ.setenv("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_server.url)
        for service in (*ON_LAMBDA, *ON_A_DESK):
            door.client(service)
    yield
    door.home_client.cache_clear()
    door._session.cache_clear()


@pytest.fixture
def dynamodb(dynamodb_server: FakeDynamoDB, aws: None) -> FakeDynamoDB:
    """An empty DynamoDB, to which the app's door leads."""
    dynamodb_server.items.clear()
    dynamodb_server.refusals.clear()
    return dynamodb_server
