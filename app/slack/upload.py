"""The bytes of a file, to the address that Slack gives for it."""

from __future__ import annotations

import urllib.error
import urllib.request

from app.slack.errors import BUSY, SAID_NO, SlackError, SlackLater, translated

WHAT = "an upload"


def put(url: str, data: bytes, timeout: float) -> None:
    """It is no method and takes no token; a file that nobody completes is in no channel, so it may come twice."""
    if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise SlackError("upload_url", SAID_NO.format(method=WHAT, said="its address is not https"))
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/octet-stream"})

    def send() -> int:
        try:
            answer = urllib.request.urlopen(request, timeout=timeout)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            return int(answer.status)

    try:
        status = translated(WHAT, send, timeout)
    except SlackLater as error:
        raise SlackLater(str(error), error.wait, maybe_done=False) from error
    if status != 200:
        raise SlackLater(BUSY.format(method=WHAT, said=status), wait=2, maybe_done=False)
