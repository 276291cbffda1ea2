"""Slack's files: charts and timelines, uploaded in two halves (docs.slack.dev, "Uploading files")."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from app.slack.calls import Calls
from app.slack.errors import SlackError
from app.slack.upload import put

if TYPE_CHECKING:
    from app.slack.person import Home

MOST_FILES = 20


class Files:
    """The bot's own."""

    def __init__(self, calls: Calls, home: Callable[[], Home]) -> None:
        self._calls = calls
        self._home = home

    def upload(self, name: str, data: bytes) -> str:
        """Upload a file to Slack and return its id; nobody sees it until a message shows it."""
        file_id = self.send(name, data)
        self._calls.call("files.completeUploadExternal", files=[{"id": file_id, "title": name}])
        return file_id

    def send(self, name: str, data: bytes) -> str:
        """The first half of an upload: without the other one, the file is nowhere."""
        asked = {"filename": name, "length": str(len(data))}
        place = self._calls.call("files.getUploadURLExternal", **asked)
        put(str(place["upload_url"]), data, self._calls.timeout)
        return str(place["file_id"])

    def share(self, file_id: str, name: str, channel: str, thread_ts: str) -> None:
        """The other half: into a channel (an id), in a thread ('' for none)."""
        shared = {"channel_id": channel, "thread_ts": thread_ts or None}
        self._calls.call("files.completeUploadExternal", files=[{"id": file_id, "title": name}], **shared)

    def is_shared(self, file_id: str) -> bool:
        """Whether a file is in some channel; one whose upload nobody completed is not found."""
        try:
            found = self._calls.call("files.info", file=file_id)["file"]
        except SlackError as refused:
            if refused.code == "file_not_found":
                return False
            raise
        return any(found.get(kind) for kind in ("channels", "groups", "ims"))

    def is_ready(self, file_id: str) -> bool:
        """Whether Slack has processed the file; before that no message can show it."""
        return bool(self._calls.call("files.info", file=file_id)["file"].get("mimetype"))

    def before(self, name: str, before: datetime) -> tuple[str, ...]:
        """The ids of some of the bot's own images with this name that are older than that."""
        asked = {
            "user": self._home().user,
            "types": "images",
            "ts_to": str(int(before.timestamp())),
            "count": str(MOST_FILES),
        }
        pages = self._calls.everywhere("files.list", asked)
        return tuple(str(file["id"]) for page in pages for file in page["files"] if file.get("name") == name)

    def delete(self, file_id: str) -> None:
        self._calls.call("files.delete", file=file_id)
