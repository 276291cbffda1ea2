"""The roots in the zip: all of certifi's under the names that OpenSSL looks for, and AWS's in one file."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path

import pytest

from tools.roots import OF_AWS, PEM, name_hash, name_of, source, write_roots

# As `openssl x509 -noout -hash` says: one in plain letters, one with accents and twice the same kind of attribute.
KNOWN = {"ce5e74ef": "Amazon Root CA 1", "988a38cb": "NetLock Arany"}


def test_each_root_has_the_name_that_openssl_looks_for(tmp_path: Path) -> None:
    write_roots(tmp_path / "roots", source().read_text())

    for name, label in KNOWN.items():
        text = next(part for part in source().read_text().split("\n\n") if f'Label: "{label}' in part)
        assert (tmp_path / "roots" / f"{name}.0").read_text() in text + "\n"


def test_roots_of_one_name_are_numbered(tmp_path: Path) -> None:
    write_roots(tmp_path / "roots", source().read_text() * 2)

    first = PEM.findall(source().read_text())[0]
    name = name_hash(name_of(ssl.PEM_cert_to_DER_cert(first)))
    assert [(tmp_path / "roots" / f"{name}.{number}").exists() for number in range(3)] == [True, True, False]


def test_a_list_without_all_of_awss_roots_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="not all roots of AWS"):
        write_roots(tmp_path / "roots", PEM.findall(source().read_text())[0])


def test_the_zip_holds_all_of_them(entries: Mapping[str, bytes]) -> None:
    single = [content.decode() for name, content in entries.items() if name.startswith("roots/") and name[-2:] == ".0"]
    of_aws = PEM.findall(entries["roots/aws.pem"].decode())

    assert sorted(single) == sorted(PEM.findall(source().read_text()))
    assert len(of_aws) == len(OF_AWS) and set(of_aws) <= set(single)
