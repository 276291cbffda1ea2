"""The code of functions on the emulator: environments that run the same code have it from one folder."""

from __future__ import annotations

import json

import pytest

from sandbox.aws.clients import Endpoint, root_client
from tests.sandbox.aws.test_recursion import role
from tests.sandbox.aws.test_updates import zipped

pytestmark = pytest.mark.timeout(240)  # the first start on a machine installs the emulator
WHERE = """
import os
def handler(event, context):
    return [os.path.realpath(__file__), os.environ["AWS_LAMBDA_FUNCTION_NAME"]]
"""


def test_the_same_code_is_unpacked_once_and_other_code_apart(emulator: Endpoint) -> None:
    functions, same, found = root_client("lambda", emulator), zipped({"where.py": WHERE}), dict[str, str]()
    other = zipped({"where.py": WHERE, "another.py": ""})
    for name, code in (("first", same), ("second", same), ("third", other)):
        made = {"Runtime": "python3.13", "Role": role(emulator), "Handler": "where.handler"}
        functions.create_function(FunctionName=name, Code={"ZipFile": code}, **made)
        file, runs_as = json.loads(functions.invoke(FunctionName=name)["Payload"].read())
        found[runs_as] = file

    assert found["first"] == found["second"] != found["third"]
