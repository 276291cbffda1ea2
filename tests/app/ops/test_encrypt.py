"""Encrypting a secret for the settings, from a prompt or stdin."""

from __future__ import annotations

from io import StringIO

import pytest

from app.base.errors import Misconfigured, Refused
from app.ops.encrypt import encrypted
from tests.app.aws.answers import CIPHERTEXT, SECRET
from tests.app.conftest import Stubbed


def test_a_secret_is_encrypted_for_bellhop(stubbed: Stubbed) -> None:
    asked = {"KeyId": "alias/bellhop", "Plaintext": SECRET.encode(), "EncryptionContext": {"app": "bellhop"}}
    stubbed("kms").add_response("encrypt", {"CiphertextBlob": b"ciphertext"}, asked)
    assert encrypted("alias/bellhop", StringIO(f"{SECRET}\n")) == f"kms:{CIPHERTEXT}"


def test_a_key_that_is_not_there_is_named(stubbed: Stubbed) -> None:
    stubbed("kms").add_client_error("encrypt", "NotFoundException", "", http_status_code=400)
    with pytest.raises(Refused, match="no KMS key alias/bellhop in this account and region"):
        encrypted("alias/bellhop", StringIO(SECRET))


@pytest.mark.parametrize("piped", ["", " \n"])
def test_nothing_is_not_encrypted(piped: str) -> None:
    with pytest.raises(Misconfigured, match="There is no secret to encrypt"):
        encrypted("alias/bellhop", StringIO(piped))


def test_what_is_longer_than_kms_takes_is_not_even_sent() -> None:
    with pytest.raises(Misconfigured, match="KMS encrypts at most 4096 bytes"):
        encrypted("alias/bellhop", StringIO("x" * 4097))


def test_at_a_terminal_it_is_asked_for_without_being_shown(stubbed: Stubbed, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("getpass.getpass", lambda prompt: SECRET)
    stubbed("kms").add_response("encrypt", {"CiphertextBlob": b"ciphertext"})
    assert encrypted("alias/bellhop", Terminal()) == f"kms:{CIPHERTEXT}"
