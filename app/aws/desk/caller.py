"""STS: whose credentials these are."""

from __future__ import annotations

from app.aws.door import client, translated


def account() -> str:
    """The account of the credentials; raises BellhopError."""
    with translated("ask whose account this is"):
        return str(client("sts").get_caller_identity()["Account"])
