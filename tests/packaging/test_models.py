"""The AWS SDK's models in the zip: the operations that app/aws calls, and what these need."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tools.models import cut, names_in
from tools.package import ROOT, Project
from tools.vendor import services_used

MODEL: Mapping[str, Any] = {
    "operations": {
        "GetThing": {"input": {"shape": "GetThingInput"}, "errors": [{"shape": "NotThere"}]},
        "DropThing": {"input": {"shape": "DropThingInput"}},
    },
    "shapes": {
        "GetThingInput": {"type": "structure", "members": {"name": {"shape": "Name"}}},
        "DropThingInput": {"type": "structure", "members": {"how": {"shape": "How"}}},
        "Name": {"type": "string"},
        "How": {"type": "string"},
        "NotThere": {"type": "structure", "exception": True, "members": {"why": {"shape": "Why"}}},
        "Busy": {"type": "structure", "exception": True, "members": {"until": {"shape": "Until"}}},
        "Why": {"type": "string"},
        "Until": {"type": "timestamp"},
    },
}


def test_an_operation_keeps_its_shapes_and_the_others_go_with_theirs() -> None:
    left = cut(MODEL, frozenset({"get_thing"}))

    assert set(left["operations"]) == {"GetThing"}
    assert set(left["shapes"]) == {"GetThingInput", "Name", "NotThere", "Why", "Busy", "Until"}


def test_a_door_names_its_operations_as_methods_and_as_strings(tmp_path: Path) -> None:
    door = tmp_path / "door.py"
    door.write_text('client("sqs").send_message(QueueUrl=url)\nclient("dynamodb").get_paginator("query")\n')

    assert names_in([door]) >= {"send_message", "query"}


@pytest.mark.parametrize(
    ("service", "operations"),
    [
        ("sqs", {"SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes"}),
        ("ssm", {"GetParameter"}),
        ("secretsmanager", {"GetSecretValue"}),
        ("sts", {"AssumeRole", "AssumeRoleWithWebIdentity"}),  # what botocore itself may call
    ],
)
def test_the_zip_has_what_bellhop_calls(entries: Mapping[str, bytes], service: str, operations: set[str]) -> None:
    name = next(name for name in entries if name.startswith(f"botocore/data/{service}/") and "service-2" in name)
    model = json.loads(entries[name])

    assert operations <= set(model["operations"])
    assert b'"documentation":"' not in entries[name]


def test_the_services_of_rows_are_used_as_those_of_clients(tmp_path: Path) -> None:
    (tmp_path / "rows.py").write_text('ROWS = (Row(kind="a", service="rds"), Row(kind="b"), Row("c", service=""))\n')
    (tmp_path / "door.py").write_text('client("sqs").send_message()\nclient(row.service)\n')
    assert services_used(tmp_path.glob("*.py"), ["rds", "sqs", "ec2"]) == {"rds", "sqs", "sts"}


def test_what_changes_the_models_changes_the_zip(tmp_path: Path) -> None:
    """A door that calls one more operation needs another model."""
    before = Project(ROOT, tmp_path, compiler=None)
    root = tmp_path / "root"
    (root / "app" / "aws").mkdir(parents=True)
    (root / "handlers").mkdir()
    for name in ("bellhop.toml", "requirements.txt"):
        (root / name).write_bytes((ROOT / name).read_bytes())
    for door in before.doors:
        (root / "app" / "aws" / door.name).write_bytes(door.read_bytes())
    project = Project(root, tmp_path, compiler=None)
    key = project.vendor_key
    with (root / "app" / "aws" / "sqs.py").open("a") as file:
        file.write("\n\ndef purge() -> None:\n    _client().purge_queue(QueueUrl='')\n")

    assert project.vendor_key != key
