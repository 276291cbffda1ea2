"""Whom TLS connections trust: on Lambda the roots in the zip, unless the environment names others."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from app.config.roots import AWS_FILE, context_for_slack, file_for_aws
from sandbox.certificates import Authority, Kind, ServerTls
from tests.fakes.http import answering
from tests.patience import PATIENCE
from tools.roots import source, write_roots


@pytest.fixture
def no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path, authority: Authority, no_others: None) -> Path:
    """As in the zip, the test's own authority among the roots."""
    write_roots(tmp_path / "roots", source().read_text() + authority.ca_file.read_text())
    return tmp_path / "roots"


def asked(context: ssl.SSLContext, authority: Authority, kind: Kind = "good") -> int:
    """The status that a server with a certificate of this kind answers."""
    with answering(200, "{}", tls=ServerTls(authority, kind).context) as server:
        request = urllib.request.Request(server.url, data=b"{}")
        with urllib.request.urlopen(request, context=context, timeout=PATIENCE) as answer:
            return int(answer.status)


def test_a_server_is_trusted_by_the_file_that_openssl_finds_by_its_roots_name(
    folder: Path, authority: Authority
) -> None:
    context = context_for_slack(folder)

    assert context.get_ca_certs() == []  # nothing is read before it is needed
    assert asked(context, authority) == 200


@pytest.mark.parametrize("kind", ["expired", "wrong_host", "unknown_authority"])
def test_a_server_is_not_trusted_that_none_of_the_roots_vouches_for(
    folder: Path, authority: Authority, kind: Kind
) -> None:
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        asked(context_for_slack(folder), authority, kind)


def test_the_environments_roots_come_before_those_in_the_zip(
    folder: Path, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in folder.glob("*.0"):
        file.unlink()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))

    assert asked(context_for_slack(folder), authority) == 200


def test_without_a_zip_the_systems_roots_are_trusted(tmp_path: Path, no_others: None) -> None:
    assert context_for_slack(tmp_path).get_ca_certs() == ssl.create_default_context().get_ca_certs()
    assert file_for_aws("eu-central-1", tmp_path) is None


def test_the_sdk_gets_the_file_of_awss_roots(folder: Path) -> None:
    assert file_for_aws("eu-central-1", folder) == str(folder / AWS_FILE)


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1", "us-iso-east-1", "eusc-de-east-1"])
def test_awss_other_partitions_keep_the_roots_of_the_sdk(folder: Path, region: str) -> None:
    assert file_for_aws(region, folder) is None


@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
def test_the_sdk_keeps_the_roots_that_the_environment_names(
    folder: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "/a/file.pem")

    assert file_for_aws("eu-central-1", folder) is None
