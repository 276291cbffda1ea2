"""botocore's models of AWS's services, cut down to the operations that app/aws names, without their documentation.

A client's model is parsed whole when it is made: SSM's has 150 operations and a megabyte, of which Bellhop uses one.
"""

from __future__ import annotations

import ast
import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from botocore import xform_name

MODEL = "service-2.json"
DOCUMENTATION = "documentation"


def names_in(doors: Iterable[Path]) -> frozenset[str]:
    """What these modules name, among it the methods that they call, as attributes or as strings for a paginator."""
    names: set[str] = set()
    for module in doors:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                names.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
    return frozenset(names)


def cut_models(data: Path, names: frozenset[str], whole: frozenset[str]) -> None:
    """Cut each model below `data` unless it is to stay `whole`, and write it unpacked: the zip packs it."""
    for packed in list(data.glob(f"*/*/{MODEL}.gz")):
        model = json.loads(gzip.decompress(packed.read_bytes()))
        packed.unlink()
        if packed.parts[-3] not in whole:
            model = cut(model, names)
        packed.with_suffix("").write_text(json.dumps(_without_documentation(model), separators=(",", ":")))


def cut(model: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """The model with the operations of these names (as boto3's methods have them), and the shapes that they need."""
    operations = {name: each for name, each in model["operations"].items() if xform_name(name) in names}
    needed = _referred(operations, model["shapes"])
    shapes = {name: shape for name, shape in model["shapes"].items() if name in needed or shape.get("exception")}
    needed |= _referred(shapes, model["shapes"])
    shapes = {name: shape for name, shape in model["shapes"].items() if name in needed or name in shapes}
    return {**model, "operations": operations, "shapes": shapes}


def _referred(start: Any, shapes: Mapping[str, Any]) -> set[str]:
    """The names of all shapes that something refers to, over others too."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in _names_of_shapes(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting.append(shapes[name])
    return found


def _names_of_shapes(node: Any) -> Iterable[str]:
    if isinstance(node, dict):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for each in node.values():
            yield from _names_of_shapes(each)
    elif isinstance(node, list):
        for each in node:
            yield from _names_of_shapes(each)


def _without_documentation(node: Any) -> Any:
    if isinstance(node, dict):
        # A member or an operation may be called so too; its value is no text then.
        return {
            name: _without_documentation(each)
            for name, each in node.items()
            if name != DOCUMENTATION or not isinstance(each, str)
        }
    return [_without_documentation(each) for each in node] if isinstance(node, list) else node
