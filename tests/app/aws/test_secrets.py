"""References to KMS, SSM and Secrets Manager: the secret comes out, or a sentence that never holds it."""

from __future__ import annotations

import json

import pytest

from app.aws.secrets import fetch
from app.base.errors import Later, Misconfigured
from app.config.secrets import Secret
from tests.app.aws.answers import CIPHERTEXT, SECRET
from tests.app.conftest import Stubbed


def test_kms_decrypts_what_was_encrypted_for_bellhop(stubbed: Stubbed) -> None:
    asked = {"CiphertextBlob": b"ciphertext", "EncryptionContext": {"app": "bellhop"}}
    stubbed("kms").add_response("decrypt", {"Plaintext": SECRET.encode()}, asked)
    assert fetch(f"kms:{CIPHERTEXT}") == SECRET


def test_ssm_gives_the_decrypted_parameter(stubbed: Stubbed) -> None:
    asked = {"Name": "/bellhop/token", "WithDecryption": True}
    stubbed("ssm").add_response("get_parameter", {"Parameter": {"Value": SECRET}}, asked)
    assert fetch("ssm:/bellhop/token") == SECRET


def test_secrets_manager_gives_the_whole_secret(stubbed: Stubbed) -> None:
    stubbed("secretsmanager").add_response("get_secret_value", {"SecretString": SECRET}, {"SecretId": "bellhop"})
    assert fetch("secretsmanager:bellhop") == SECRET


def test_secrets_manager_gives_one_key_of_a_json_secret(stubbed: Stubbed) -> None:
    arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:bellhop-AbCdEf"
    text = json.dumps({"token": SECRET, "other": "x"})
    stubbed("secretsmanager").add_response("get_secret_value", {"SecretString": text}, {"SecretId": arn})
    assert fetch(f"secretsmanager:{arn}#token") == SECRET


@pytest.mark.parametrize("text", [json.dumps({"other": SECRET}), SECRET, json.dumps([SECRET])])
def test_a_key_that_the_secret_lacks_is_named_and_the_secret_is_not(text: str, stubbed: Stubbed) -> None:
    stubbed("secretsmanager").add_response("get_secret_value", {"SecretString": text})
    with pytest.raises(Misconfigured) as stopped:
        fetch("secretsmanager:bellhop#token")
    assert str(stopped.value) == "the secret `bellhop` has no key `token` in its JSON."
    assert stopped.value.__suppress_context__


def test_a_kms_value_that_is_not_base64_is_said_without_the_value() -> None:
    with pytest.raises(Misconfigured) as stopped:
        fetch(f"kms:{SECRET}!")
    assert "must be base64" in str(stopped.value)
    assert SECRET not in str(stopped.value)


@pytest.mark.parametrize(
    ("service", "call", "reference"),
    [
        ("kms", "decrypt", f"kms:{CIPHERTEXT}"),
        ("ssm", "get_parameter", "ssm:/bellhop/token"),
        ("secretsmanager", "get_secret_value", "secretsmanager:bellhop"),
    ],
)
def test_what_aws_refuses_is_a_misconfiguration_in_its_words(
    service: str, call: str, reference: str, stubbed: Stubbed
) -> None:
    stubbed(service).add_client_error(call, "AccessDeniedException", "no permission", http_status_code=400)
    with pytest.raises(Misconfigured, match=rf"not allow Bellhop to read a secret from {service}.*no permission"):
        fetch(reference)


def test_what_passes_by_itself_is_later_and_no_misconfiguration(stubbed: Stubbed) -> None:
    stubbed("ssm").add_client_error("get_parameter", "ThrottlingException", "slow down", http_status_code=400)
    with pytest.raises(Later):
        fetch("ssm:/bellhop/token")


@pytest.mark.parametrize(
    ("service", "call", "reference", "code", "sentence"),
    [
        ("ssm", "get_parameter", "ssm:/bellhop/token", "ParameterNotFound", "no such parameter in SSM"),
        ("secretsmanager", "get_secret_value", "secretsmanager:x", "ResourceNotFoundException", "no such secret in Se"),
        ("kms", "decrypt", f"kms:{CIPHERTEXT}", "InvalidCiphertextException", "not for Bellhop .*app=bellhop"),
        ("kms", "decrypt", f"kms:{CIPHERTEXT}", "DisabledException", "key that encrypted it is disabled"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_setting_and_says_what_to_do(
    service: str, call: str, reference: str, code: str, sentence: str, stubbed: Stubbed
) -> None:
    stubbed(service).add_client_error(call, code, "", http_status_code=400)
    with pytest.raises(Misconfigured, match=f"^SLACK_BOT_TOKEN: .*{sentence}") as stopped:
        Secret("SLACK_BOT_TOKEN", reference, fetch).reveal()
    assert CIPHERTEXT not in str(stopped.value)


def test_what_is_no_text_is_said_without_it(stubbed: Stubbed) -> None:
    stubbed("kms").add_response("decrypt", {"Plaintext": b"\xffxoxb"})
    stubbed("secretsmanager").add_response("get_secret_value", {"SecretBinary": b"xoxb"})
    for reference in (f"kms:{CIPHERTEXT}", "secretsmanager:bellhop"):
        with pytest.raises(Misconfigured, match=r"^what is kept there is no text\.$") as stopped:
            fetch(reference)
        assert stopped.value.__suppress_context__ or not stopped.value.__context__
