"""The door to KMS, SSM Parameter Store and Secrets Manager: a reference in, the secret out."""

from __future__ import annotations

import base64
import binascii
import json

from app.aws.door import AwsError, client, translated
from app.errors import Misconfigured, Refused

# What `kms:` values are bound to, and the functions' permission with them (infrastructure/secrets.js).
ENCRYPTION_CONTEXT = {"app": "bellhop"}

NOT_BASE64 = "a kms: value must be base64, as `aws kms encrypt` prints it."
NO_SUCH_KEY = "the secret `{id}` has no key `{key}` in its JSON."


def fetch(reference: str) -> str:
    """Resolve `kms:`, `ssm:` or `secretsmanager:`; raises Misconfigured with a sentence without the value."""
    kind, _, place = reference.partition(":")
    try:
        with translated(f"read a secret from {kind}"):
            return {"kms": _decrypt, "ssm": _parameter, "secretsmanager": _secret}[kind](place)
    except (AwsError, Refused) as problem:
        raise Misconfigured(str(problem)) from problem


def _decrypt(ciphertext: str) -> str:
    try:
        blob = base64.b64decode(ciphertext, validate=True)
    except binascii.Error:
        raise Misconfigured(NOT_BASE64) from None
    answer = client("kms").decrypt(CiphertextBlob=blob, EncryptionContext=ENCRYPTION_CONTEXT)
    return str(answer["Plaintext"].decode("utf-8"))


def _parameter(name: str) -> str:
    return str(client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])


def _secret(place: str) -> str:
    name, _, key = place.partition("#")
    text = str(client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])
    if not key:
        return text
    try:
        return str(json.loads(text)[key])
    except (ValueError, KeyError, TypeError):
        raise Misconfigured(NO_SUCH_KEY.format(id=name, key=key)) from None
