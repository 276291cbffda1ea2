"""Finds out whether a call failed because of a certificate: the other side's, or those to trust."""

from __future__ import annotations

import ssl
from collections.abc import Iterator


def certificate_refusal(problem: BaseException) -> str:
    """OpenSSL's words, such as "certificate has expired"; empty if the cause was another one.

    A rejected certificate ends the handshake, so nothing of the request was sent.
    """
    for each in _chain(problem, set()):
        if isinstance(each, ssl.SSLCertVerificationError):
            return str(each.verify_message or each.reason).rstrip(".")
        if type(each).__name__ == "CertificateError":  # urllib3's own error for a wrong host name
            return str(each)
    return ""


def has_no_certificates(problem: BaseException) -> bool:
    """Whether the file with the authorities to trust could not be used; it is read only at the first handshake."""
    return any(
        isinstance(each, FileNotFoundError | PermissionError | IsADirectoryError)
        or getattr(each, "reason", "") == "NO_CERTIFICATE_OR_CRL_FOUND"
        for each in _chain(problem, set())
    )


def _chain(problem: BaseException, seen: set[int]) -> Iterator[BaseException]:
    """The error and its causes: urllib has one in `reason`, urllib3 in `args`, botocore in `kwargs`."""
    if id(problem) in seen:
        return
    seen.add(id(problem))
    yield problem
    inside = (problem.__cause__, problem.__context__, getattr(problem, "reason", None), *problem.args)
    for each in (*inside, *getattr(problem, "kwargs", {}).values()):
        if isinstance(each, BaseException):
            yield from _chain(each, seen)
