"""The words of the limits table: small checks that report where a value breaks a rule of Slack's.

The reports read as Slack's do, "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
(slackapi/java-slack-sdk#1017 and #302, metabase/metabase#74943); where Slack's own wording is not known, ours is plain.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """Collects what is wrong, in order; a problem is "sentence [json-pointer:/where]"."""

    problems: list[str] = field(default_factory=list)

    def add(self, sentence: str, pointer: str) -> None:
        self.problems.append(f"{sentence} [json-pointer:{pointer}]")


Check = Callable[[Report, str, Any], None]


@dataclass(frozen=True)
class Shape:
    """One kind of object: the fields it may have, each with its check, and the ones it must have."""

    required: tuple[str, ...] = ()
    fields: Mapping[str, Check] = field(default_factory=dict)

    def __call__(self, report: Report, pointer: str, value: Any) -> None:
        if not isinstance(value, dict):
            report.add("must provide an object", pointer)
            return
        for name in self.required:
            if value.get(name) is None:
                report.add(f"missing required field: {name}", pointer)
        for name, inner in value.items():
            if name not in self.fields:
                report.add(f"no such field: {name}", pointer)
            elif inner is not None:
                self.fields[name](report, f"{pointer}/{name}", inner)


def anything(report: Report, pointer: str, value: Any) -> None:
    """For what this table does not look into."""


def string(longest: int, shortest: int = 0) -> Check:
    def check(report: Report, pointer: str, value: Any) -> None:
        if not isinstance(value, str):
            report.add("must provide a string", pointer)
        elif len(value) > longest:
            report.add(f"must be less than {longest + 1} characters", pointer)
        elif len(value) < shortest:
            report.add(f"must be more than {shortest - 1} characters", pointer)

    return check


def boolean(report: Report, pointer: str, value: Any) -> None:
    if not isinstance(value, bool):
        report.add("must provide a boolean", pointer)


def number(smallest: int, largest: int) -> Check:
    def check(report: Report, pointer: str, value: Any) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add("must provide a number", pointer)
        elif not smallest <= value <= largest:
            report.add(f"must be between {smallest} and {largest}", pointer)

    return check


def one_of(*allowed: str) -> Check:
    def check(report: Report, pointer: str, value: Any) -> None:
        if value not in allowed:
            report.add(f"must be one of {', '.join(allowed)}", pointer)

    return check


def items(check_item: Check, most: int, fewest: int = 1) -> Check:
    def check(report: Report, pointer: str, value: Any) -> None:
        if not isinstance(value, list):
            report.add("must provide an array", pointer)
            return
        if len(value) > most:
            report.add(f"no more than {most} items allowed", pointer)
        if len(value) < fewest:
            report.add(f"no fewer than {fewest} items allowed", pointer)
        for index, item in enumerate(value):
            check_item(report, f"{pointer}/{index}", item)

    return check


def by_type(shapes: Mapping[str, Check], allowed: tuple[str, ...] = ()) -> Check:
    """An object whose `type` says which shape it has; with `allowed`, only these types fit the place."""

    def check(report: Report, pointer: str, value: Any) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            report.add("missing required field: type", pointer)
        elif kind not in shapes or (allowed and kind not in allowed):
            report.add(f"unsupported type: {kind}", f"{pointer}/type")
        else:
            shapes[kind](report, pointer, value)

    return check


def _text_object(kinds: tuple[str, ...], longest: int) -> Check:
    shape = Shape(
        ("type", "text"),
        {"type": one_of(*kinds), "text": string(longest, 1), "emoji": boolean, "verbatim": boolean},
    )

    def check(report: Report, pointer: str, value: Any) -> None:
        shape(report, pointer, value)
        if isinstance(value, dict) and value.get("type") == "mrkdwn" and "emoji" in value:
            report.add("emoji is for plain_text only", f"{pointer}/emoji")

    return check


def plain_text(longest: int) -> Check:
    return _text_object(("plain_text",), longest)


def rich_text(longest: int) -> Check:
    """A text object that may be mrkdwn or plain_text."""
    return _text_object(("mrkdwn", "plain_text"), longest)
