"""The bytes of a file, to the address that Slack gives for it."""

from __future__ import annotations

import ssl

from app.slack.errors import BUSY, SAID_NO, SlackError, SlackLater, translated
from app.slack.wire import post

WHAT = "an upload"


def put(url: str, data: bytes, context: ssl.SSLContext | None, timeout: float) -> None:
    """It is no method and takes no token; a file that nobody completes is in no channel, so it may come twice."""
    if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise SlackError("upload_url", SAID_NO.format(method=WHAT, said="its address is not https"))
    kind, trust = {"Content-Type": "application/octet-stream"}, context if url.startswith("https:") else None
    try:
        answer = translated(WHAT, lambda: post(url, data, kind, trust, timeout), timeout)
    except SlackLater as error:
        raise SlackLater(str(error), error.wait, maybe_done=False) from error
    if answer.status != 200:
        raise SlackLater(BUSY.format(method=WHAT, said=answer.status), wait=2, maybe_done=False)
