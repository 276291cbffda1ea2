"""`python -m app secret encrypt`: a secret from a prompt or stdin in, the `kms:` value for the settings out."""

from __future__ import annotations

import getpass
import sys
from typing import TextIO

from app.aws.secrets import encrypt
from app.base.errors import Misconfigured

PROMPT = "The secret (it is not shown): "
NOTHING = "There is no secret to encrypt. Type it at the prompt or pipe it in; never put it in the command."
TOO_LONG = "KMS encrypts at most 4096 bytes; Slack's secrets are shorter than that."
LONGEST = 4096


def encrypted(key: str, stdin: TextIO | None = None) -> str:
    """The secret from the prompt or stdin, encrypted with this key; raises Misconfigured and BellhopError."""
    stdin = stdin or sys.stdin
    secret = (getpass.getpass(PROMPT) if stdin.isatty() else stdin.read()).strip()
    if not secret:
        raise Misconfigured(NOTHING)
    if len(secret.encode()) > LONGEST:
        raise Misconfigured(TOO_LONG)
    return encrypt(secret, key)
