"""Which certificate authorities are trusted: those that the environment names, those in the zip, or the system's.

OpenSSL takes 20 ms of CPU to read a bundle of all of them, and the AWS SDK reads its own at each connection. So the zip
has them in a form of which only what is needed is read (tools/roots.py).
"""

from __future__ import annotations

import ssl
from functools import cache
from pathlib import Path

from app.config.settings import values_of

IN_ZIP = Path(__file__).parents[2] / "roots"
AWS_FILE = "aws.pem"
# AWS's other partitions, by how their regions begin: some have authorities of their own, or of others.
OTHER_PARTITIONS = ("cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-")


def context_for_slack(folder: Path = IN_ZIP) -> ssl.SSLContext:
    """For connections to Slack: all roots are trusted, and the one is read that a server's certificate leads to."""
    given = values_of("SSL_CERT_FILE", "SSL_CERT_DIR")
    return _context("" if any(given) or not _is_there(folder) else str(folder), given)


@cache
def _context(folder: str, _: tuple[str, ...]) -> ssl.SSLContext:
    """One for the process: without a folder it reads all roots."""
    return ssl.create_default_context(capath=folder) if folder else ssl.create_default_context()


def file_for_aws(region: str, folder: Path = IN_ZIP) -> str | None:
    """AWS's own roots, for the AWS SDK; None where it has to find some itself."""
    is_given = any(values_of("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"))
    if is_given or region.startswith(OTHER_PARTITIONS) or not _is_there(folder):
        return None
    return str(folder / AWS_FILE)


def _is_there(folder: Path) -> bool:
    return (folder / AWS_FILE).exists()
