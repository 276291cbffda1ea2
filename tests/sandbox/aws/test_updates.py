"""A function whose code is replaced while it runs: what runs ends by itself, with its own code, as at Lambda."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Mapping

import pytest

from sandbox.aws.clients import Endpoint, root_client
from tests.flows.until import until
from tests.sandbox.aws.test_recursion import role

pytestmark = pytest.mark.timeout(240)  # the first start on a machine installs the emulator
SLOW = """
import pathlib, time
def handler(event, context):
    if event.get("wait"):
        pathlib.Path(event["begun"]).touch()
        deadline = time.time() + 30
        while not pathlib.Path(event["go"]).exists() and time.time() < deadline:
            time.sleep(0.01)
    import version
    return version.NUMBER
"""


def zipped(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_what_runs_comes_to_its_end_with_the_code_that_it_began_with(
    emulator: Endpoint, tmp_path_factory: pytest.TempPathFactory
) -> None:
    functions, folder = root_client("lambda", emulator), tmp_path_factory.mktemp("slow")
    old, new = ({"slow.py": SLOW, "version.py": f"NUMBER = {number}"} for number in (1, 2))
    functions.create_function(
        FunctionName="slow",
        Runtime="python3.13",
        Role=role(emulator),
        Handler="slow.handler",
        Code={"ZipFile": zipped(old)},
        Timeout=60,
    )
    begun, go, answers = folder / "begun", folder / "go", list[bytes]()

    def invoke(**event: object) -> bytes:
        return bytes(functions.invoke(FunctionName="slow", Payload=json.dumps(event).encode())["Payload"].read())

    running = threading.Thread(target=lambda: answers.append(invoke(wait=True, begun=str(begun), go=str(go))))
    running.start()
    until(begun.exists, "the invocation to run")
    functions.update_function_code(FunctionName="slow", ZipFile=zipped(new))
    after = until(lambda: invoke() == b"2", "the new code")
    go.touch()
    running.join(60)

    assert after
    assert answers == [b"1"]
