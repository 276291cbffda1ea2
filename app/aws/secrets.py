"""KMS, SSM Parameter Store and Secrets Manager: a reference in, the secret out."""

from __future__ import annotations

import base64
import json

from app.aws.door import AwsError, client, translated
from app.base.errors import Misconfigured, Refused

# The encryption context of `kms:` values; the functions' permission requires it (infrastructure/secrets.js).
ENCRYPTION_CONTEXT = {"app": "bellhop"}

NOT_BASE64 = "a kms: value must be base64, as `python -m app secret encrypt` prints it."
NO_SUCH_KEY = "the secret `{id}` has no key `{key}` in its JSON."
NO_TEXT = "what is kept there is no text."
# AWS's messages for these are a bare word, or empty.
MEANT = {
    "ParameterNotFound": "there is no such parameter in SSM in this account and region. Create it there.",
    "ResourceNotFoundException": "there is no such secret in Secrets Manager in this account and region. "
    "Put the secret there.",
    "InvalidCiphertextException": "KMS cannot decrypt this value: it was cut short, or made by a key of another "
    "account or region, or not for Bellhop (encryption context app=bellhop). "
    "`python -m app secret encrypt` makes a new one.",
    "DisabledException": "the KMS key that encrypted it is disabled. Enable it, or encrypt the secret by another key.",
    "KMSInvalidStateException": "the KMS key that encrypted it is disabled or about to be deleted. "
    "Enable it, or encrypt the secret by another key.",
}
NO_SUCH_KMS_KEY = "there is no KMS key {key} in this account and region."


def fetch(reference: str, what: str = "a secret") -> str:
    """Resolve `kms:`, `ssm:` or `secretsmanager:`; raises Misconfigured, without the value, or Later."""
    kind, _, place = reference.partition(":")
    try:
        with translated(f"read {what} from {kind}"):
            return {"kms": _decrypt, "ssm": _parameter, "secretsmanager": _secret}[kind](place)
    except AwsError as problem:
        raise Misconfigured(MEANT.get(problem.code, str(problem))) from problem
    except Refused as problem:
        raise Misconfigured(str(problem)) from problem


def encrypt(secret: str, key: str) -> str:
    """A `kms:` value for the settings; `key` is a key's id, ARN or alias. Raises BellhopError."""
    try:
        with translated("encrypt a secret"):
            answer = client("kms").encrypt(KeyId=key, Plaintext=secret.encode(), EncryptionContext=ENCRYPTION_CONTEXT)
    except AwsError as problem:
        if problem.code == "NotFoundException":
            raise Refused(NO_SUCH_KMS_KEY.format(key=key)) from problem
        raise
    return f"kms:{base64.b64encode(answer['CiphertextBlob']).decode()}"


def _decrypt(ciphertext: str) -> str:
    try:
        blob = base64.b64decode(ciphertext, validate=True)
    except ValueError:  # not base64, or not even ASCII
        raise Misconfigured(NOT_BASE64) from None
    answer = client("kms").decrypt(CiphertextBlob=blob, EncryptionContext=ENCRYPTION_CONTEXT)
    try:
        return str(answer["Plaintext"].decode("utf-8"))
    except UnicodeDecodeError:  # it quotes what it cannot decode
        raise Misconfigured(NO_TEXT) from None


def _parameter(name: str) -> str:
    return str(client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])


def _secret(place: str) -> str:
    name, _, key = place.partition("#")
    text = client("secretsmanager").get_secret_value(SecretId=name).get("SecretString")
    if not isinstance(text, str):
        raise Misconfigured(NO_TEXT)
    if not key:
        return text
    try:
        value = json.loads(text)[key]
    except (ValueError, KeyError, TypeError):
        raise Misconfigured(NO_SUCH_KEY.format(id=name, key=key)) from None
    if not isinstance(value, str):
        raise Misconfigured(NO_SUCH_KEY.format(id=name, key=key))
    return value
