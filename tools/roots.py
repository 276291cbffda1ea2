"""The certificate authorities that Lambda's functions trust, in a form of which little is read (app/config/roots.py).

All of certifi's: a file each, named as OpenSSL looks for it, so that only the one is read that a server's certificate
leads to. And those of AWS in one file, as botocore takes no folder.
"""

from __future__ import annotations

import hashlib
import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import certifi

FOLDER = "roots"
AWS_FILE = "aws.pem"
# The five that Amazon Trust Services wants in a trust store of one's own (https://www.amazontrust.com/repository).
OF_AWS = (
    "Amazon Root CA 1",
    "Amazon Root CA 2",
    "Amazon Root CA 3",
    "Amazon Root CA 4",
    "Starfield Services Root Certificate Authority - G2",
)
NOT_ALL = "certifi {version} has not all roots of AWS any more: {found}. tools/roots.py lists them."

PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n", re.DOTALL)
COMMON_NAME = bytes((0x55, 4, 3))
# Tags of ASN.1. The kinds of text are those of a name, and how each is written.
SEQUENCE, SET, UTF8, VERSION = 0x30, 0x31, 0x0C, 0xA0
TEXTS = {
    UTF8: "utf-8",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1A: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}


def source() -> Path:
    """The roots that they are made from."""
    return Path(certifi.where())


def write_roots(folder: Path, roots: str) -> None:
    """Fill `folder` with these roots, in PEM."""
    folder.mkdir(parents=True)
    of_aws: dict[str, str] = {}
    for text in PEM.findall(roots):
        name = name_of(ssl.PEM_cert_to_DER_cert(text))
        free_file(folder, name).write_text(text)
        if (label := _common_name(name)) in OF_AWS:
            of_aws[label] = text
    if len(of_aws) != len(OF_AWS):
        raise SystemExit(NOT_ALL.format(version=certifi.__version__, found=len(of_aws)))
    (folder / AWS_FILE).write_text("".join(of_aws.values()))


def name_of(certificate: bytes) -> bytes:
    """Its subject, as the parts of the name one after the other; all in DER."""
    (_, signed), *_ = _elements(certificate)
    ((_, body), *_) = _elements(signed)
    fields = [content for tag, content in _elements(body) if tag != VERSION]
    return fields[4]  # RFC 5280: after its number, algorithm, issuer and validity


def free_file(folder: Path, name: bytes) -> Path:
    """Where OpenSSL looks for the one of this name: by its hash and a number, as several may have one name."""
    hashed = name_hash(name)
    return next(file for number in range(100) if not (file := folder / f"{hashed}.{number}").exists())


def name_hash(name: bytes) -> str:
    """OpenSSL's hash of a name: of its texts in lower case with single spaces (`X509_NAME_hash`)."""
    parts = (_element(SET, b"".join(_canonical(each) for _, each in _elements(part))) for _, part in _elements(name))
    return hashlib.sha1(b"".join(parts), usedforsecurity=False).digest()[3::-1].hex()


def _canonical(attribute: bytes) -> bytes:
    (kind, oid), (tag, value) = _elements(attribute)
    if tag in TEXTS:
        text = re.sub("[ \t\n\v\f\r]+", " ", value.decode(TEXTS[tag])).strip(" ")
        lower = "".join(letter.lower() if letter.isascii() else letter for letter in text)
        tag, value = UTF8, lower.encode()
    return _element(SEQUENCE, _element(kind, oid) + _element(tag, value))


def _common_name(name: bytes) -> str:
    attributes = (tuple(_elements(each)) for _, part in _elements(name) for _, each in _elements(part))
    return next((value.decode(TEXTS[tag]) for (_, oid), (tag, value) in attributes if oid == COMMON_NAME), "")


def _elements(der: bytes) -> Iterator[tuple[int, bytes]]:
    """The tags and contents of what stands one after the other."""
    while der:
        tag, length, start = der[0], der[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(der[2:start])
        yield tag, der[start : start + length]
        der = der[start + length :]


def _element(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size) + content
