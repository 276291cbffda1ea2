"""The deployed functions with other settings for a while, as after another deployment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.aws.wake import wake
from tests.sandbox_process import SandboxProcess

FUNCTION = "bellhop-sandbox-{name}"


@contextmanager
def deployed_with(sandbox: SandboxProcess, *names: str, **settings: str) -> Iterator[None]:
    """These functions with these environment variables in place of their own; an empty one is left out."""
    before = {name: variables_of(sandbox, name) for name in names}
    try:
        for name in names:
            set_variables(sandbox, name, {key: value for key, value in {**before[name], **settings}.items() if value})
        yield
    finally:
        for name in names:
            set_variables(sandbox, name, before[name])


def variables_of(sandbox: SandboxProcess, name: str) -> dict[str, str]:
    configuration = sandbox.client("lambda").get_function_configuration(FunctionName=FUNCTION.format(name=name))
    variables: dict[str, str] = configuration["Environment"]["Variables"]
    return variables


def set_variables(sandbox: SandboxProcess, name: str, variables: dict[str, str]) -> None:
    sandbox.client("lambda").update_function_configuration(
        FunctionName=FUNCTION.format(name=name), Environment={"Variables": variables}
    )
    wake(sandbox.at.aws_endpoint_url, name)
