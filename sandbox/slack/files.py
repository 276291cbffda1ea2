"""Files that an app uploaded: asked for, sent, completed, and after a while known by their kind."""

import secrets
from dataclasses import dataclass, field

from sandbox.slack.errors import SlackError

KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
UNKNOWN_KIND = "application/octet-stream"


@dataclass
class File:
    """`content` is None until it was sent; `is_complete` once files.completeUploadExternal took it in.

    A message may show it only once Slack has looked through it: for `looks` calls of files.info that is "not yet".
    """

    id: str
    name: str
    length: int
    ticket: str
    created: float
    content: bytes | None = None
    is_complete: bool = False
    looks: int = 0
    channels: list[str] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        return self.is_complete and self.looks <= 0

    @property
    def mimetype(self) -> str:
        """What Slack found it to be; '' while it is still looking."""
        if not self.is_ready or self.content is None:
            return ""
        return next((kind for start, kind in KINDS.items() if self.content.startswith(start)), UNKNOWN_KIND)


class Files:
    """`slow_looks` is how many times the next files are "not yet" ready."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self.slow_looks = 0

    def begin(self, name: str, length: int, now: float) -> File:
        file = File(f"F0{secrets.token_hex(4).upper()}", name, length, secrets.token_hex(8), now, looks=self.slow_looks)
        self._files[file.id] = file
        return file

    def receive(self, file_id: str, ticket: str, content: bytes) -> bool:
        """Whether somebody had asked to send that many bytes there."""
        file = self._files.get(file_id)
        if file is None or file.ticket != ticket or len(content) != file.length:
            return False
        file.content = content
        return True

    def complete(self, file_id: str) -> File:
        file = self._files.get(file_id)
        if file is None or file.content is None:
            raise SlackError("file_not_found")
        file.is_complete = True
        return file

    def look(self, file_id: str) -> File:
        """As files.info: each look brings it nearer to being ready."""
        file = self._files.get(file_id)
        if file is None or not file.is_complete:
            raise SlackError("file_not_found")
        file.looks -= 1
        return file

    def before(self, moment: float) -> list[File]:
        """Those that are complete, from up to then, newest first as files.list has them."""
        found = [file for file in self._files.values() if file.is_complete and file.created <= moment]
        return sorted(found, key=lambda file: file.created, reverse=True)

    def delete(self, file_id: str) -> None:
        if self._files.pop(file_id, None) is None:
            raise SlackError("file_not_found")

    def picture(self, file_id: str) -> File | None:
        """A file that a message may show, None where it is none (yet)."""
        file = self._files.get(file_id)
        return file if file and file.mimetype.startswith("image/") else None
