"""The stand-in on a thread of its own, for tests and scripts that are not asynchronous."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from sandbox.certificates import Authority, Kind
from sandbox.slack.errors import Json
from sandbox.slack.events import RETRY_AFTER
from sandbox.slack.faults import parse_fault
from sandbox.slack.files import Files
from sandbox.slack.messages import Message
from sandbox.slack.people import Channel, User
from sandbox.slack.server import SlackStandIn
from sandbox.slack.workspace import Clock

Result = TypeVar("Result")
PATIENCE_SECONDS = 90.0


class RunningSlack:
    """A running stand-in, to be used from any thread."""

    def __init__(self, stand_in: SlackStandIn, loop: asyncio.AbstractEventLoop) -> None:
        self._stand_in = stand_in
        self._loop = loop
        self.api_url = stand_in.api_url
        self.signing_secret = stand_in.signing_secret
        self.bot_token = stand_in.bot_token
        self.app_token = stand_in.app_token
        self.configuration_token = stand_in.slack.configuration_token
        self.webhook_url = stand_in.webhook_url
        self.ca_file = stand_in.ca_file
        self.proxy_url = stand_in.proxy_url

    def messages(self, channel_id: str) -> list[Json]:
        """All messages there, oldest first, threads' answers and ephemeral ones included.

        As the API shows them, and with `pings` (a list), `ephemeral_to` ("" for everybody).
        """
        return self._ask(lambda: [_with_more(m) for m in self._stand_in.slack.workspace.in_channel(channel_id)])

    def calls(self) -> list[Json]:
        """Each call to the Web API or a response_url: {at, method, channel, status, error, ts}."""
        return self._ask(lambda: [call.json() for call in self._stand_in.slack.calls])

    def fault(self, method: str, kind: str, **more: Any) -> None:
        """Makes calls of `method` fail (`*`: all, `response_url` included); `channel` is an id.

        `kind` is status, ratelimited, error, timeout, drop_after_work or odd; `more` is channel, count, status ...
        """
        fault = parse_fault({"method": method, "kind": kind, **more})
        self._ask(lambda: self._stand_in.slack.faults.add(fault))

    def answer_within(self, seconds: float) -> None:
        """How long the app may take to acknowledge, or to open a modal, from now on; at Slack three seconds."""
        self._stand_in.slack.wait(seconds)

    def slow_files(self, looks: int) -> None:
        """The next files are "not yet" ready for so many calls of files.info."""
        self._stand_in.slack.files.slow_looks = looks

    def file_ids(self) -> list[str]:
        """The files that are there, newest first."""
        return [file.id for file in self._stand_in.slack.files.before(float("inf"))]

    def forget_files(self) -> None:
        """As if somebody had deleted them all."""
        self._stand_in.slack.files = Files()

    def lack_blocks(self, *types: str) -> None:
        """As a workspace to which these types of blocks have not come yet."""
        self._stand_in.slack.lacking_blocks = frozenset(types)

    def set_messages_tab(self, is_there: bool) -> None:
        """Whether the app has one, in place of what its manifest says."""
        self._stand_in.slack.messages_tab = is_there

    def clear_faults(self) -> None:
        self._ask(self._stand_in.slack.faults.clear)

    def show_certificate(self, kind: Kind) -> None:
        """`good`, `expired`, `wrong_host` or `unknown_authority` from now on; open connections are cut."""
        self._ask(lambda: self._stand_in.show_certificate(kind))

    def set_request_url(self, url: str) -> None:
        """Where signed commands and interactivity are sent while no Socket Mode connection is open."""
        self._ask(lambda: self._stand_in.set_request_url(url))

    def act(self, **body: Any) -> Json:
        """Acts as a person, e.g. user="U0ANA", channel="C0OPS", command="/scale web 4"; as `POST /control/act`."""
        return self._run(self._stand_in.act(body))

    def state(self, user_id: str) -> Json:
        """What this person sees, as `GET /ui/state` shows it."""
        return self._ask(lambda: self._stand_in.state(user_id))

    def set_home_tab(self, is_there: bool) -> None:
        """Whether the app has one, in place of what its manifest says."""
        self._stand_in.slack.home_tab = is_there

    def add_channel(self, channel: Channel) -> None:
        """One more channel, such as a public one without the bot in it."""
        self._ask(lambda: self._stand_in.slack.workspace.channels.update({channel.id: channel}))

    def set_members(self, user_group: str, *users: str) -> None:
        """Who is in a user group from now on."""
        groups = self._stand_in.slack.workspace.user_groups
        self._ask(lambda: groups.update({user_group: replace(groups[user_group], users=users)}))

    def put_user(self, user: User) -> None:
        """Somebody as they are from now on, in every channel that ana is in."""

        def put() -> None:
            workspace = self._stand_in.slack.workspace
            workspace.users[user.id] = user
            for channel in workspace.channels.values():
                if "U0ANA" in channel.members:
                    channel.members.add(user.id)

        self._ask(put)

    def join_organization(self, enterprise_id: str, *, whole: bool) -> None:
        """The app is in a workspace of an Enterprise Grid, or in the `whole` organization."""
        self._stand_in.slack.enterprise_id, self._stand_in.slack.is_org_install = enterprise_id, whole

    def add_member(self, user_id: str, name: str) -> None:
        """One more full member, who is in every channel that ana is in."""
        self.put_user(User(user_id, name, name.title()))

    def _ask(self, question: Callable[[], Result]) -> Result:
        async def answer() -> Result:
            return question()

        return self._run(answer())

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)


def _with_more(message: Message) -> Json:
    return message.api() | {"pings": list(message.pings), "ephemeral_to": message.ephemeral_to}


@contextmanager
def running_slack(
    *,
    clock: Clock = time.time,
    paced: bool = False,
    manifest: Path | None = None,
    authority: Authority | None = None,
    retry_after: tuple[float, ...] = RETRY_AFTER,
) -> Iterator[RunningSlack]:
    """A fresh stand-in on a free port, stopped at the end of the block. It speaks TLS where it is given an authority.

    Unlike the sandbox's it is not paced, and gives an app all the time that a busy machine may need.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="slack-stand-in", daemon=True)
    thread.start()
    stand_in = SlackStandIn(clock=clock, paced=paced, manifest=manifest, authority=authority, retry_after=retry_after)
    stand_in.slack.answer_seconds = PATIENCE_SECONDS / 2
    try:
        asyncio.run_coroutine_threadsafe(stand_in.start(), loop).result(PATIENCE_SECONDS)
        yield RunningSlack(stand_in, loop)
    finally:
        asyncio.run_coroutine_threadsafe(stand_in.stop(), loop).result(PATIENCE_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
