"""A deployment and a rollback with full queues: what one version left behind, another one finishes; once, all of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sandbox.aws.stack import WITH_QUEUES
from tests.flows.deployed import FUNCTION, woken
from tests.flows.desk import Desk
from tests.flows.test_alarms import Look, new_messages, own_alarm, replies, set_state
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess
from tests.soak.builds import NO_SUCH_COMMIT, build_of, current_build, has_commit

OLDER = "dbb9c560e0d4906e8c4abe7081d642c4e62ac1ca"
FUNCTIONS = ("slack", *WITH_QUEUES)


@pytest.fixture(scope="module")
def older() -> bytes:
    if not has_commit(OLDER):
        pytest.skip(NO_SUCH_COMMIT.format(commit=OLDER))
    return build_of(OLDER)


@contextmanager
def nobody_at_the_queues(sandbox: SandboxProcess) -> Iterator[None]:
    """What is put on the queues stays there until the end of the block."""
    functions = sandbox.client("lambda")
    names = [FUNCTION.format(name=name) for name in WITH_QUEUES]
    sources = [
        each["UUID"]
        for name in names
        for each in functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    ]
    for source in sources:
        functions.update_event_source_mapping(UUID=source, Enabled=False)
    try:
        yield
    finally:
        for source in sources:
            functions.update_event_source_mapping(UUID=source, Enabled=True)


def deploy(sandbox: SandboxProcess, zip_file: bytes) -> None:
    functions = sandbox.client("lambda")
    for name in FUNCTIONS:
        functions.update_function_code(FunctionName=FUNCTION.format(name=name), ZipFile=zip_file)
    for name in FUNCTIONS:
        woken(sandbox, name)


@pytest.mark.parametrize("way", ["deployment", "rollback"])
def test_what_one_version_left_on_the_queues_another_one_finishes(
    sandbox: SandboxProcess, older: bytes, way: str
) -> None:
    before, after = (older, current_build()) if way == "deployment" else (current_build(), older)
    desk, come, word = Desk(sandbox), new_messages(sandbox), uuid.uuid4().hex[:8]
    try:
        deploy(sandbox, before)
        open_before, begun = own_alarm(sandbox, "open-before"), own_alarm(sandbox, "begun")
        set_state(sandbox, open_before, "ALARM")
        (card,) = until(lambda: [m for m in come() if open_before in m["text"]], "a card of the version before")
        sandbox.control("autoscaling", {"group": "web", "seconds_per_launch": 5})
        desk.types(f"/scale web +1 because {word}-followed")
        desk.reads(f"{word}-followed")
        with nobody_at_the_queues(sandbox):
            desk.types(f"/scale web +1 because {word}-waiting")
            desk.types(f"/echo {word}-echo")
            sandbox.act(user="U0ANA", channel="C0ALARMS", ts=card["ts"], action_id="alarm_ack")
            set_state(sandbox, open_before, "OK")
            set_state(sandbox, begun, "ALARM")
            deploy(sandbox, after)
        desk.wants(4)
        desk.reads(f"{word}-followed", "Somebody has set")
        desk.reads("from 3 to 4", f"{word}-waiting", "Done in")
        desk.reads(f"{word}-echo")
        until(lambda: f"OK: {open_before}" in _only(come, open_before)["text"], "the old card to turn green")
        until(lambda: any("It lasted" in line["text"] for line in replies(come, card["ts"])), "its end in the thread")
        until(lambda: [m for m in come() if begun in m["text"]], "the card of what began meanwhile")
    finally:
        deploy(sandbox, current_build())
        desk.tidy()
    assert len([m for m in come() if begun in m["text"]]) == 1
    assert len([m for m in desk.new() if f"{word}-waiting" in m["text"]]) == 1


def _only(come: Look, name: str) -> dict[str, Any]:
    (card,) = [m for m in come() if name in m["text"]]
    return card
