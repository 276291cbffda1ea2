"""A certificate authority made at each start, and what a server on 127.0.0.1 shows to prove who it is.

Whoever trusts `ca_file` trusts the sandbox's servers. The authority's key never leaves this process. A server's key
lies on the disk for its owner alone, and that of this process's own servers only while OpenSSL reads it.
"""

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

import trustme

Kind = Literal["good", "expired", "wrong_host", "unknown_authority"]
KINDS: tuple[Kind, ...] = get_args(Kind)

NAMES = ("127.0.0.1", "localhost")
ANOTHER_HOST = "elsewhere.example"
NAME = "Bellhop's sandbox"
A_YEAR, A_DAY = timedelta(days=365), timedelta(days=1)


class Authority:
    """An authority for one run; its own certificate, which clients are told to trust, is `folder`/ca.pem."""

    def __init__(self, folder: Path) -> None:
        self._ca = trustme.CA(organization_name=NAME)
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(self._ca.cert_pem.bytes())

    @cached_property
    def client_context(self) -> ssl.SSLContext:
        """What a client uses that trusts this authority, and no other."""
        return ssl.create_default_context(cafile=str(self.ca_file))

    def write_certificate(self, file: Path, *more: str) -> Path:
        """A good certificate with its key, for the server of another process: a file for its owner's eyes only.

        `more` are names by which it is known beside this machine's.
        """
        file.touch(mode=0o600)
        file.write_bytes(self._ca.issue_cert(*NAMES, *more).private_key_and_cert_chain_pem.bytes())
        return file

    def issue(self, kind: Kind) -> trustme.LeafCert:
        """A new certificate of this kind: `good`, or one that a client must refuse."""
        match kind:
            case "good":
                return self._ca.issue_cert(*NAMES)
            case "expired":
                now = datetime.now(UTC)
                return self._ca.issue_cert(*NAMES, not_before=now - A_YEAR, not_after=now - A_DAY)
            case "wrong_host":
                return self._ca.issue_cert(ANOTHER_HOST)
            case "unknown_authority":
                return trustme.CA(organization_name=NAME).issue_cert(*NAMES)


class ServerTls:
    """The TLS of one server: `context` for its socket; `show` changes its certificate while it runs."""

    def __init__(self, authority: Authority, kind: Kind = "good") -> None:
        self.authority = authority
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.options |= ssl.OP_NO_TICKET  # each handshake shows the certificate, none resumes another one
        self.context.num_tickets = 0
        self.show(kind)

    def show(self, kind: Kind) -> None:
        """The certificate that each connection sees which is opened from now on."""
        self.authority.issue(kind).configure_cert(self.context)


@contextmanager
def temporary_authority() -> Iterator[Authority]:
    """An authority for a test; its ca.pem is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bellhop-ca-") as folder:
        yield Authority(Path(folder))
