"""What AWS itself answered (cloudwatch.json), and whether an answer is alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).with_name("cloudwatch.json")
PLACE = re.compile(r"<[\w: -]+>")
KNOWN = {"<partition>": "aws", "<region>": "us-east-1"}
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
AS_JSON_TEXT = ("StateReasonData",)  # parsed in the record


def recorded(test: str, answer: str) -> Any:
    """One answer, by the names that the record gives to it."""
    return json.loads(RECORDED.read_text())[test][answer]


def differences(expected: Any, answered: Any, at: str = "") -> Iterator[str]:
    """Where an answer is not what AWS answered, a line each; what depends on time and account may differ."""
    if isinstance(expected, dict) and isinstance(answered, dict):
        for name in sorted(expected.keys() | answered.keys()):
            place = f"{at}.{name}".lstrip(".")
            if name not in answered:
                yield f"{place}: lacking"
            elif name not in expected:
                yield f"{place}: too much ({answered[name]!r})"
            elif name in AS_JSON_TEXT:
                yield from differences(expected[name], json.loads(answered[name]), place)
            else:
                yield from differences(expected[name], answered[name], place)
    elif isinstance(expected, list) and isinstance(answered, list) and len(expected) == len(answered):
        for number, pair in enumerate(zip(expected, answered, strict=True)):
            yield from differences(*pair, f"{at}[{number}]")
    elif not _is_alike(expected, answered):
        yield f"{at}: {answered!r}, not {expected!r}"


def _is_alike(expected: Any, answered: Any) -> bool:
    if expected == "timestamp":
        return isinstance(answered, datetime)
    if not isinstance(expected, str) or not isinstance(answered, str):
        return bool(expected == answered)
    if expected == "date":
        return bool(datetime.fromisoformat(answered))
    return re.fullmatch(_pattern(expected), answered) is not None


def _pattern(text: str) -> str:
    """A regular expression that takes any value in a place, and any account for the recorded ones."""
    pieces = re.split(f"({PLACE.pattern}|1{{12}})", text)
    return "".join(_value(each) if number % 2 else re.escape(each) for number, each in enumerate(pieces))


def _value(place: str) -> str:
    return UUID if place.startswith("<uuid") else KNOWN.get(place, ".+")
