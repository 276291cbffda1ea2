"""The doors of files: where an app sends their bytes, and where a browser gets them."""

from aiohttp import web

from sandbox.slack.core import Slack
from sandbox.slack.gate import Answer, Gate

METHOD = "upload"


class Uploads:
    def __init__(self, slack: Slack, gate: Gate) -> None:
        self._slack = slack
        self._gate = gate

    async def receive(self, request: web.Request) -> web.StreamResponse:
        file_id, ticket, content = request.match_info["file"], request.match_info["ticket"], await request.read()
        return await self._gate.answer(request, METHOD, "", lambda: self._received(file_id, ticket, content))

    def _received(self, file_id: str, ticket: str, content: bytes) -> Answer:
        if self._slack.files.receive(file_id, ticket, content):
            return Answer(f"OK - {len(content)}")
        return Answer("bad upload", 400, error="bad_upload")


async def show(slack: Slack, request: web.Request) -> web.Response:
    """A picture, for the page."""
    file = slack.files.picture(request.match_info["file"])
    if file is None:
        raise web.HTTPNotFound(text="There is no such picture.\n")
    return web.Response(body=file.content, content_type=file.mimetype)
