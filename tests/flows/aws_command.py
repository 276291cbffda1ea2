"""The `aws` that docs/deploy.md calls, for a machine without the AWS CLI: `aws SERVICE OPERATION --its-options VALUES`.

It knows what botocore's models say, as the CLI does: an option that the operation has not, or that lacks, is an error.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import botocore.session
from botocore import xform_name


def main(service: str, operation: str, *words: str) -> None:
    client = botocore.session.get_session().create_client(service)
    method = operation.replace("-", "_")
    shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method]).input_shape
    members = {f"--{xform_name(name, '-')}": (name, each) for name, each in (shape.members if shape else {}).items()}
    given: dict[str, list[str]] = {}
    for word in words:
        if word.startswith("--"):
            given[word] = []
        else:
            given[list(given)[-1]].append(word)
    arguments = {members[option][0]: value(members[option][1], texts) for option, texts in given.items()}
    answer = getattr(client, method)(**arguments)
    answer.pop("ResponseMetadata", None)
    print(json.dumps(answer, default=str))


def value(shape: Any, texts: list[str]) -> Any:
    if shape.type_name == "list":
        return [value(shape.member, [text]) for text in texts]
    (text,) = texts
    if shape.type_name == "structure":  # Name=web,Value=1
        return dict(pair.split("=", 1) for pair in text.split(","))
    if text.startswith("file://"):
        return Path(text.removeprefix("file://")).read_text(encoding="utf-8")
    return {"integer": int, "double": float}.get(shape.type_name, str)(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
