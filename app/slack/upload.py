"""The bytes of a file, to the address that Slack gives for it."""

from __future__ import annotations

import ssl
import urllib.request

from app.slack.errors import BUSY, SAID_NO, SlackError, SlackLater, translated

WHAT = "an upload"


def put(url: str, data: bytes, context: ssl.SSLContext | None, timeout: float) -> None:
    """It is no method and takes no token; a file that nobody completes is in no channel, so it may come twice."""
    if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise SlackError("upload_url", SAID_NO.format(method=WHAT, said="its address is not https"))
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/octet-stream"})
    trust = context if url.startswith("https:") else None

    def send() -> int:
        with urllib.request.urlopen(request, timeout=timeout, context=trust) as answer:
            return int(answer.status)

    try:
        status = translated(WHAT, send, timeout)
    except SlackLater as error:
        raise SlackLater(str(error), error.wait, maybe_done=False) from error
    if status != 200:
        raise SlackLater(BUSY.format(method=WHAT, said=status), wait=2, maybe_done=False)
