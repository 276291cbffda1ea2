"""`python -m tools.slack_types` holds Bellhop's messages to the types that Slack publishes (@slack/types), by tsc.

The messages are the golden cards, and whatever the tests of the last run sent to the Slack stand-in
(tests/collected.py). Those of one shape are checked once.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.node import environment

ROOT = Path(__file__).resolve().parent.parent
CARDS = ROOT / "tests" / "payloads" / "cards"
COLLECTED = ROOT / ".build" / "messages"
CHECKED = ROOT / ".build" / "slack-types"
TYPES = {"message": "Message", "view": "View"}
# @slack/types 3.2.0 has no data_visualization (slackapi/node-slack-sdk#2637): this is what its reference says.
HEAD = """import type { Block, KnownBlock, MessageAttachment, ModalView } from "@slack/types";
type Series = { name: string; data: { label: string; value: number }[] };
type Axes = { categories: string[]; x_label?: string; y_label?: string };
type Plot = { type: "bar" | "area" | "line"; series: Series[]; axis_config: Axes };
interface Chart extends Block { type: "data_visualization"; title: string; chart: Plot }
type Message = { text?: string; blocks?: (KnownBlock | Chart)[]; attachments?: MessageAttachment[] };
interface View extends Omit<ModalView, "blocks"> { blocks: (KnownBlock | Chart)[] }
"""
TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
OPTIONS = ("--noEmit", "--strict", "--skipLibCheck", "--pretty", "false", "--module", "nodenext", "--types", "")
# Words of the API, as `type`, `style` or `include` have them: where they differ, the shape does.
WORD = re.compile(r"[a-z_]{1,24}")
ERROR = re.compile(r"^[^\s(]+\((\d+),\d+\): (error .*)$")
SAID = "{count} messages and views, {shapes} shapes of them: {wrong} are not what @slack/types says."


@dataclass(frozen=True)
class Sent:
    """A message or a view, and the file or test that it is from."""

    source: str
    kind: str
    content: Any


def golden(folder: Path = CARDS) -> Iterator[Sent]:
    for file in sorted(folder.glob("*.json")):
        yield Sent(f"{folder.name}/{file.name}", "message", json.loads(file.read_text()))


def collected(folder: Path = COLLECTED) -> Iterator[Sent]:
    for file in sorted(folder.glob("*.json")):
        for each in json.loads(file.read_text()):
            yield Sent(each["test"], each["kind"], each["content"])


def shapes(all_sent: Iterable[Sent]) -> list[Sent]:
    """The first of each shape."""
    first: dict[tuple[str, str], Sent] = {}
    for sent in all_sent:
        first.setdefault((sent.kind, json.dumps(_shape(sent.content), sort_keys=True)), sent)
    return list(first.values())


def program(sents: Sequence[Sent]) -> str:
    """A TypeScript file: after HEAD each message or view on a line of its own."""
    lines = (
        f"export const _{number}: {TYPES[sent.kind]} = {json.dumps(_without_nothing(sent.content))};\n"
        for number, sent in enumerate(sents)
    )
    return HEAD + "".join(lines)


def complaints(sents: Sequence[Sent], folder: Path = CHECKED) -> list[str]:
    """What tsc says, each with where the message is from; `folder` lies below the node_modules that it needs."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "messages.ts"
    file.write_text(program(sents))
    command = ["node", str(TSC), *OPTIONS, file.name]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True)
    found = [error for line in done.stdout.splitlines() if (error := ERROR.match(line))]
    if done.returncode and not found:
        raise RuntimeError(done.stdout + done.stderr)
    above = HEAD.count("\n")
    return [f"{sents[int(error[1]) - above - 1].source}: {error[2]}" for error in found]


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [json.loads(text) for text in dict.fromkeys(json.dumps(_shape(each)) for each in value)]
    if isinstance(value, str):
        return value if WORD.fullmatch(value) else ""
    return type(value).__name__


def _without_nothing(content: Any) -> Any:
    """Arguments that were not given, as the stand-in has them: null."""
    return {name: value for name, value in content.items() if value is not None}


def main() -> int:
    sents = [*golden(), *collected()]
    chosen = shapes(sents)
    wrong = complaints(chosen)
    for complaint in wrong:
        print(complaint, file=sys.stderr)
    print(SAID.format(count=len(sents), shapes=len(chosen), wrong=len(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
