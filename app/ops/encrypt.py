"""`python -m app secret encrypt`: a secret from a prompt or stdin in, the `kms:` value for the settings out."""

from __future__ import annotations

import getpass
import sys
from typing import TextIO

from app.aws.secrets import encrypt
from app.base.errors import Misconfigured

PROMPT = "The secret (it is not shown): "
NOTHING = "There is no secret to encrypt. Type it at the prompt, or pipe it in; it must not stand in the command."
TOO_LONG = "That is longer than what KMS encrypts (4096 bytes), and than any secret of Slack's."
LONGEST = 4096


def encrypted(key: str, stdin: TextIO | None = None) -> str:
    """What is typed, or piped in, encrypted by this key; raises Misconfigured and BellhopError."""
    stdin = stdin or sys.stdin
    secret = (getpass.getpass(PROMPT) if stdin.isatty() else stdin.read()).strip()
    if not secret:
        raise Misconfigured(NOTHING)
    if len(secret.encode()) > LONGEST:
        raise Misconfigured(TOO_LONG)
    return encrypt(secret, key)
