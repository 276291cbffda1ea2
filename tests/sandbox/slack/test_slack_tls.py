"""The stand-in over TLS: everything that Slack gives out the address of, and the certificates that a client refuses."""

import http.client
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient

from sandbox.certificates import Authority, Kind, temporary_authority
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.patience import PATIENCE
from tests.sandbox.slack.slack_support import http_app

UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",  # RFC 6455's own
}


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with temporary_authority() as made:
        yield made


@pytest.fixture
def slack(authority: Authority) -> Iterator[RunningSlack]:
    with running_slack(authority=authority) as running:
        yield running


def secure_client(slack: RunningSlack, authority: Authority) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, ssl=authority.client_context, retry_handlers=[])


def reached(url: str, authority: Authority) -> int:
    """The status of a GET by a client that trusts this authority alone."""
    try:
        with urllib.request.urlopen(url, context=authority.client_context, timeout=PATIENCE) as response:
            return int(response.status)
    except urllib.error.HTTPError as answered:
        return answered.code


def why_refused(url: str, context: ssl.SSLContext) -> str:
    with pytest.raises(URLError) as refused:
        urllib.request.urlopen(url, context=context, timeout=PATIENCE)
    assert isinstance(refused.value.reason, ssl.SSLCertVerificationError)
    return refused.value.reason.verify_message


def test_the_web_api_speaks_tls_to_who_trusts_the_authority(slack: RunningSlack, authority: Authority) -> None:
    assert slack.api_url.startswith("https://127.0.0.1:")
    assert slack.ca_file == authority.ca_file
    assert secure_client(slack, authority).auth_test()["user_id"] == "U0BELLHOP"


def test_every_address_that_it_gives_out_is_https(slack: RunningSlack, authority: Authority) -> None:
    web = secure_client(slack, authority)
    upload = web.files_getUploadURLExternal(filename="a.png", length=1)["upload_url"]
    with http_app(slack) as app:
        slack.act(user="U0ANA", channel="C0OPS", command="/scale")
    for url in (upload, app.forms[0]["response_url"], slack.webhook_url):
        assert url.startswith("https://127.0.0.1:")
        assert reached(url, authority) == 405  # what is posted to; TLS let us come so far


def test_socket_mode_speaks_tls(slack: RunningSlack, authority: Authority) -> None:
    url = secure_client(slack, authority).apps_connections_open(app_token=slack.app_token)["url"]
    assert url.startswith("wss://127.0.0.1:")

    address = urlsplit(url)
    with closing(
        http.client.HTTPSConnection(address.netloc, context=authority.client_context, timeout=PATIENCE)
    ) as client:
        client.request("GET", f"{address.path}?{address.query}", headers=UPGRADE)
        answer = client.getresponse()
        assert answer.status == 101
        assert b'"hello"' in answer.fp.read1(1000)


def test_who_does_not_trust_the_authority_is_not_talked_to(slack: RunningSlack) -> None:
    with temporary_authority() as another:
        assert why_refused(slack.api_url, another.client_context) == "unable to get local issuer certificate"


def test_plain_http_is_hung_up_on_at_once(slack: RunningSlack) -> None:
    connection = http.client.HTTPConnection(urlsplit(slack.api_url).netloc, timeout=PATIENCE)
    connection.request("POST", "/api/auth.test")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        connection.getresponse()


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("expired", "certificate has expired"),
        ("wrong_host", "IP address mismatch, certificate is not valid for '127.0.0.1'."),
        ("unknown_authority", "unable to get local issuer certificate"),
    ],
)
def test_a_bad_certificate_is_refused_until_a_good_one_is_back(
    slack: RunningSlack, authority: Authority, kind: Kind, why: str
) -> None:
    slack.show_certificate(kind)
    assert why in why_refused(slack.api_url, authority.client_context)
    slack.show_certificate("good")
    assert reached(slack.api_url + "auth.test", authority) == 200


def test_a_connection_that_is_kept_is_cut_when_the_certificate_changes(
    slack: RunningSlack, authority: Authority
) -> None:
    connection = http.client.HTTPSConnection(
        urlsplit(slack.api_url).netloc, timeout=PATIENCE, context=authority.client_context
    )
    connection.request("POST", "/api/auth.test")
    connection.getresponse().read()
    slack.show_certificate("expired")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError, ssl.SSLError)):
        connection.request("POST", "/api/auth.test")
        connection.getresponse()


@pytest.mark.parametrize(("scheme", "status"), [("https", 200), ("http", 403)])
def test_a_page_of_the_same_port_is_its_own_only_over_https(
    slack: RunningSlack, authority: Authority, scheme: str, status: int
) -> None:
    headers = {"Origin": f"{scheme}://{urlsplit(slack.api_url).netloc}"}
    connection = http.client.HTTPSConnection(urlsplit(slack.api_url).netloc, context=authority.client_context)
    connection.request("POST", "/api/auth.test", headers=headers)
    assert connection.getresponse().status == status
    connection.close()
