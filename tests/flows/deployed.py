"""The deployed functions with other settings for a while, as after another deployment; and whether they are idle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.aws.stack import WITH_QUEUES
from sandbox.aws.wake import wake
from sandbox.errors import SandboxError
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

FUNCTION = "bellhop-sandbox-{name}"


@contextmanager
def deployed_with(sandbox: SandboxProcess, *names: str, **settings: str) -> Iterator[None]:
    """These functions with these environment variables in place of their own; an empty one is left out.

    The emulator ends a function whose settings change in the midst of what it does, and what it did comes again only
    after the queue's visibility timeout: so it is let come to its end first, as AWS does.
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
def nobody_at_the_queues(sandbox: SandboxProcess) -> Iterator[None]:
    """What is put on the queues stays there until the end of the block."""
    functions, sources = sandbox.client("lambda"), []
    for name in WITH_QUEUES:
        found = functions.list_event_source_mappings(FunctionName=FUNCTION.format(name=name))
        sources += [each["UUID"] for each in found["EventSourceMappings"]]
    for source in sources:
        functions.update_event_source_mapping(UUID=source, Enabled=False)
    try:
        yield
    finally:
        for source in sources:
            functions.update_event_source_mapping(UUID=source, Enabled=True)


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


def queues_are_empty(running: SandboxProcess) -> bool:
    sqs = running.client("sqs")
    names = [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    ]
    for url in (running.at.jobs_queue_url, running.at.alarms_queue_url):
        counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        if any(int(count) for count in counts.values()):
            return False
    return True
