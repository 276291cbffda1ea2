"""`python -m sandbox` over TLS: what speaks it, who is let in, and how it is made to show a bad certificate."""

from __future__ import annotations

import http.client
import ssl
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from botocore.config import Config
from botocore.exceptions import SSLError

from sandbox.certificates import temporary_authority
from tests.patience import PATIENCE
from tests.sandbox_process import SandboxProcess, running_sandbox

pytestmark = pytest.mark.timeout(240)  # the first start on a machine installs the emulator


@pytest.fixture(scope="module")
def bare() -> Iterator[SandboxProcess]:
    with running_sandbox("--no-deploy") as running:
        yield running


@pytest.fixture(autouse=True)
def good_certificates(bare: SandboxProcess) -> Iterator[None]:
    yield
    bare.control("certificates", method="DELETE")


ADDRESSES = {
    "Slack's Web API": lambda bare: bare.at.slack_api_url + "auth.test",
    "the webhook": lambda bare: bare.control("webhook")["url"],
    "AWS": lambda bare: bare.at.aws_endpoint_url,
    "Auto Scaling": lambda bare: bare.at.aws_endpoint_urls["autoscaling"],
    "CloudWatch": lambda bare: bare.at.aws_endpoint_urls["cloudwatch"],
    "ECS": lambda bare: bare.at.aws_endpoint_urls["ecs"],
    "Application Auto Scaling": lambda bare: bare.at.aws_endpoint_urls["application-autoscaling"],
    "EC2": lambda bare: bare.at.aws_endpoint_urls["ec2"],
    "the price list": lambda bare: bare.at.aws_endpoint_urls["pricing"],
    "the jobs queue": lambda bare: bare.at.jobs_queue_url,
    "the watch queue": lambda bare: bare.at.watch_queue_url,
    "the alarms queue": lambda bare: bare.at.alarms_queue_url,
    "a dead-letter queue": lambda bare: bare.at.dead_letter_queue_urls[0],
}


@pytest.fixture(params=ADDRESSES)
def address(request: pytest.FixtureRequest, bare: SandboxProcess) -> str:
    return str(ADDRESSES[request.param](bare))


def handshake(url: str, trust: ssl.SSLContext) -> int:
    """The HTTP status that a GET meets behind the handshake."""
    connection = http.client.HTTPSConnection(urlsplit(url).netloc, context=trust, timeout=PATIENCE)
    try:
        connection.request("GET", urlsplit(url).path or "/")
        return connection.getresponse().status
    finally:
        connection.close()


def test_it_speaks_tls_with_a_certificate_of_ca_file(address: str, bare: SandboxProcess) -> None:
    assert address.startswith("https://127.0.0.1:")
    assert handshake(address, bare.trust) < 500


def test_who_trusts_another_authority_goes_no_further(address: str) -> None:
    with (
        temporary_authority() as another,
        pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"),
    ):
        handshake(address, another.client_context)


def test_who_trusts_the_systems_authorities_alone_goes_no_further(address: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(address, ssl.create_default_context())


def test_plain_http_is_hung_up_on_at_once(address: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    connection.request("GET", "/")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        connection.getresponse()


def test_the_page_and_the_controls_stay_http(bare: SandboxProcess) -> None:
    assert bare.at.ui.startswith("http://127.0.0.1:")
    assert bare.at.control_url.startswith(bare.at.ui)


def test_the_environment_names_the_authority_as_a_deployment_would(bare: SandboxProcess) -> None:
    settings = bare.at.environment()
    assert settings["SSL_CERT_FILE"] == settings["AWS_CA_BUNDLE"] == bare.at.ca_file
    assert Path(bare.at.ca_file) == bare.folder / "ca.pem"


def test_no_private_key_is_readable_to_others(bare: SandboxProcess) -> None:
    with_key = [file for file in bare.folder.rglob("*.pem") if b"PRIVATE KEY" in file.read_bytes()]
    assert [file.name for file in with_key] == ["ministack.pem"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in with_key} == {0o600}


LISTS = {"autoscaling": "describe_auto_scaling_groups", "cloudwatch": "describe_alarms"}
NO_REPEATS = Config(retries={"total_max_attempts": 1})
WHY = {
    "expired": "certificate has expired",
    "wrong_host": r"(certificate is not valid for|hostname) '127\.0\.0\.1'",
    "unknown_authority": "unable to get local issuer certificate",
}


@pytest.mark.parametrize("kind", WHY)
def test_slack_shows_a_bad_certificate_until_it_is_good_again(kind: str, bare: SandboxProcess) -> None:
    url = bare.at.slack_api_url + "auth.test"
    assert bare.control("certificates", {"server": "slack", "kind": kind}) == {"ok": True}
    with pytest.raises(URLError, match=WHY[kind]):
        urllib.request.urlopen(url, context=bare.trust, timeout=PATIENCE)
    bare.control("certificates", method="DELETE")
    assert handshake(url, bare.trust) == 200


@pytest.mark.parametrize("kind", WHY)
@pytest.mark.parametrize("service", ["autoscaling", "cloudwatch"])
def test_so_does_a_front_of_aws(service: str, kind: str, bare: SandboxProcess) -> None:
    bare.control("certificates", {"server": service, "kind": kind})
    with pytest.raises(SSLError, match=WHY[kind]):
        bare.client(service, config=NO_REPEATS).get_paginator(LISTS[service]).paginate().build_full_result()
    bare.control("certificates", {"server": service, "kind": "good"})
    assert bare.client(service).get_paginator(LISTS[service]).paginate().build_full_result()


@pytest.mark.parametrize("body", [{"server": "slack"}, {"server": "nobody", "kind": "expired"}, [], {"kind": []}])
def test_a_wrong_request_for_a_certificate_says_what_there_is(body: dict[str, str], bare: SandboxProcess) -> None:
    error = bare.refused("certificates", body)["error"]
    assert "slack, autoscaling, cloudwatch" in error
    assert "good, expired, wrong_host, unknown_authority" in error


def test_any_other_service_can_be_reached_by_way_of_a_front(bare: SandboxProcess) -> None:
    """So a bad certificate can be tried on DynamoDB or SQS: set AWS_ENDPOINT_URL_SQS to a front's address."""
    front, url = bare.at.aws_endpoint_urls["cloudwatch"], bare.at.watch_queue_url
    by_front = bare.client("sqs", endpoint_url=front, config=NO_REPEATS)
    by_front.send_message(QueueUrl=url, MessageBody="hello")
    assert [message["Body"] for message in bare.client("sqs").receive_message(QueueUrl=url)["Messages"]] == ["hello"]
    bare.control("certificates", {"server": "cloudwatch", "kind": "expired"})
    with pytest.raises(SSLError, match=WHY["expired"]):
        by_front.send_message(QueueUrl=url, MessageBody="hello again")
