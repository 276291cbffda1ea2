"""The deployed functions with other settings for a while, as after another deployment; and whether they are idle."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sandbox.aws.stack import WITH_QUEUES
from sandbox.aws.wake import wake
from sandbox.errors import SandboxError
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

FUNCTION = "bellhop-sandbox-{name}"
LONGEST_INVOCATION = 60.0  # as serverless.yml has it


@contextmanager
def deployed_with(sandbox: SandboxProcess, *names: str, **settings: str) -> Iterator[None]:
    """These functions with these environment variables in place of their own; an empty one is left out.

    What waits on the queues is done before they have their own again.
    """
    before = {name: variables_of(sandbox, name) for name in names}
    try:
        for name in names:
            set_variables(sandbox, name, {key: value for key, value in {**before[name], **settings}.items() if value})
        yield
    finally:
        until(lambda: queues_are_empty(sandbox), "the queues to be empty")
        for name in names:
            set_variables(sandbox, name, before[name])


def restart(sandbox: SandboxProcess, name: str) -> None:
    """A function that remembers nothing of what it has read."""
    set_variables(sandbox, name, variables_of(sandbox, name))


def variables_of(sandbox: SandboxProcess, name: str) -> dict[str, str]:
    configuration = sandbox.client("lambda").get_function_configuration(FunctionName=FUNCTION.format(name=name))
    variables: dict[str, str] = configuration["Environment"]["Variables"]
    return variables


def set_variables(sandbox: SandboxProcess, name: str, variables: dict[str, str]) -> None:
    """The emulator ends a function whose settings change in the midst of what it does, and what it did comes again only
    after the queue's visibility timeout, six minutes: so it is let come to its end first, as AWS does.
    """
    with nobody_at_the_queues(sandbox, name):
        sandbox.client("lambda").update_function_configuration(
            FunctionName=FUNCTION.format(name=name), Environment={"Variables": variables}
        )
    wake(sandbox.client("lambda"), name)


def woken(sandbox: SandboxProcess, name: str) -> None:
    """Once the function runs, which it does not while the emulator still replaces its processes."""

    def starts() -> bool:
        try:
            wake(sandbox.client("lambda"), name)
        except SandboxError:
            return False
        return True

    until(starts, f"{name} to start")


@contextmanager
def nobody_at_the_queues(sandbox: SandboxProcess, *names: str) -> Iterator[None]:
    """What is put on the queues of these functions stays there until the end of the block; else on all queues.

    Nothing that was taken from them is still being done when it begins.
    """
    functions = sandbox.client("lambda")
    asked = [FUNCTION.format(name=name) for name in names or WITH_QUEUES]
    of_each = [functions.list_event_source_mappings(FunctionName=name) for name in asked]
    sources = [source for found in of_each for source in found["EventSourceMappings"]]
    for source in sources:
        functions.update_event_source_mapping(UUID=source["UUID"], Enabled=False)
    try:
        at_latest = time.monotonic() + LONGEST_INVOCATION
        for source in sources:
            queue = source["EventSourceArn"].rpartition(":")[2]
            until(partial(_nothing_taken, sandbox, queue, at_latest), f"what was taken from {queue} to be done")
        yield
    finally:
        for source in sources:
            functions.update_event_source_mapping(UUID=source["UUID"], Enabled=True)


def _nothing_taken(sandbox: SandboxProcess, queue: str, at_latest: float) -> bool:
    """Whether nobody does anything about a message any more; after a failure it stays invisible for longer."""
    sqs, name = sandbox.client("sqs"), "ApproximateNumberOfMessagesNotVisible"
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    taken = int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])
    return not taken or time.monotonic() > at_latest


def logged(sandbox: SandboxProcess, message: str) -> list[dict[str, Any]]:
    """What the functions have logged under these words, oldest first."""
    whole, _, _ = (sandbox.folder / "ministack.log").read_text(errors="replace").rpartition("\n")
    found = [json.loads(line) for line in whole.splitlines() if f'"{message}"' in line]
    return [each for each in found if each["message"] == message]


def processes_of(sandbox: SandboxProcess, name: str) -> list[int]:
    """The processes that run a function of this sandbox."""
    wanted, found = f"AWS_LAMBDA_FUNCTION_NAME={FUNCTION.format(name=name)}\0".encode(), []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                environ = (folder / "environ").read_bytes() + b"\0"
            except OSError:  # gone, or somebody else's
                continue
            if wanted in environ and sandbox.at.aws_endpoint_url.encode() in environ:
                found.append(int(folder.name))
    return found


def messages_on(running: SandboxProcess, url: str) -> int:
    """Those that wait, that somebody has taken, and that come later."""
    names = [f"ApproximateNumberOfMessages{kind}" for kind in ("", "NotVisible", "Delayed")]
    counts = running.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(count) for count in counts.values())


def queues_are_empty(running: SandboxProcess) -> bool:
    return not any(messages_on(running, url) for url in (running.at.jobs_queue_url, running.at.alarms_queue_url))


def dead_letters(running: SandboxProcess) -> int:
    """On all queues together."""
    return sum(messages_on(running, url) for url in running.at.dead_letter_queue_urls)
