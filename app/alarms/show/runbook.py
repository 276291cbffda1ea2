"""The runbook that an alarm's description links to, and the host where its link leads. No IO.

Whoever may write an alarm's description chooses the link, so people see its host before they press.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from app.base.values import dataclass
from app.slack.messages.buttons import BUTTON_TEXT_LIMIT, URL_LIMIT

LABEL = "Runbook: {host}"
NO_BUTTON = "The runbook has no button: {why}."
NOT_HTTPS = "its link does not start with https"
USER_NAMED = "its link names a user before the host, which can make it look like another site"
ODD_HOST = "the host in its link is not a plain one"
TOO_LONG = "Slack takes no link that long"

WORD = re.compile(r"run-?\s?book", re.IGNORECASE)
# An address with any scheme, and those that work without slashes.
LINK = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{0,20}://|(?:javascript|data|vbscript|mailto|file):)"
    r"(?:\([^\s<>|…`\"()]{0,200}\)|[^\s<>|…`\"()])*(?:\([^\s<>|…`\"()]{0,200}\)|[^\s<>|…`.,;:!?()\]'\"])",
    re.IGNORECASE,
)
# What may stand in an address as it is; Slack refuses a whole card for one bad address of a button.
SAFE = "%/:?#[]@!$&'()*+,;=~-._"
HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*\.?")
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


@dataclass(frozen=True)
class Runbook:
    """A link for a button, with where it leads; or `why` there is none."""

    url: str = ""
    host: str = ""
    why: str = ""

    @property
    def label(self) -> str:
        """The host's end is what says whose it is, so a long one loses its start."""
        room = BUTTON_TEXT_LIMIT - len(LABEL.format(host=""))
        host = self.host if len(self.host) <= room else "…" + self.host[1 - room :]
        return LABEL.format(host=host)


def runbook_of(description: str) -> Runbook | None:
    """The link after the word runbook; without the word the first that can be a button; None if there is none."""
    word = WORD.search(description)
    if word and (named := LINK.search(description, word.end())):
        return _checked(named[0])
    found = (_checked(link[0]) for link in LINK.finditer(description))
    return next((runbook for runbook in found if not runbook.why), None)


def _checked(link: str) -> Runbook:
    try:
        parts = urlsplit(link)
        host, port = _plain(parts.hostname or ""), parts.port
    except ValueError:  # a bad port or a broken IPv6 address
        return Runbook(why=ODD_HOST)
    if parts.scheme != "https":
        return Runbook(why=NOT_HTTPS)
    if "@" in parts.netloc:
        return Runbook(why=USER_NAMED)
    if not host:
        return Runbook(why=ODD_HOST)
    shown = host if port in (None, 443) else f"{host}:{port}"
    url = urlunsplit(SplitResult("https", shown, *(quote(part, SAFE, errors="replace") for part in parts[2:])))
    return Runbook(url, shown) if len(url) <= URL_LIMIT else Runbook(why=TOO_LONG)


def _plain(host: str) -> str:
    """The host in ASCII, as browsers look it up: look-alike letters become xn--...; '' if browsers may read another."""
    if ":" in host:
        return "" if "%" in host else f"[{ipaddress.IPv6Address(host)}]"
    try:
        name = host.encode("idna").decode().lower()
    except UnicodeError:
        return ""
    if not HOST.fullmatch(name):
        return ""
    if NUMBER.fullmatch(name.rstrip(".").rpartition(".")[2]):  # browsers take 2130706433 and 0x7f.1 for an address
        return str(ipaddress.IPv4Address(name))
    return name
