"""What was measured as tables, and its ratios to D beside those that were recorded."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.cost import TEAMS, Part
from benchmarks.growth import Growth
from benchmarks.large import ALARMS, GROUPS, Large
from benchmarks.latency import Latency, Throttled
from benchmarks.measures import Burst, Measured
from benchmarks.plot import bars
from benchmarks.storms import Storm

RECORDED = Path(__file__).with_name("recorded.json")
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
PICTURE = PAGE.parent / "pictures" / "performance.svg"
BEGIN, END = "<!-- what make bench printed: -->\n", "<!-- its end -->"
D = "D"
TOLERANCE = 0.03

WHAT = {
    "A": "A: by the standard library",
    "E": "E: an alarm by slack_sdk",
    "D": "D: Bolt's example, `/scale`",
    "edge": "λ slack",
    "alarms": "λ alarms",
    "worker": "λ worker",
}
OURS = frozenset({"λ slack", "λ alarms", "λ worker"})
TITLE = "Instructions of a cold start with its first event; D is 1"
WORSE = "{name}: {ratio:.3f} of D's instructions at a cold start, recorded were {before:.3f}."


def ratios(found: Mapping[str, Measured]) -> dict[str, float]:
    """Each cold start's instructions by those of D's in the same run."""
    return {name: round(each.cold / found[D].cold, 4) for name, each in found.items() if name != D}


def differences(found: Mapping[str, Measured]) -> list[str]:
    """What differs from the recorded by more than the tolerance, better or worse."""
    recorded = json.loads(RECORDED.read_text())
    return [
        WORSE.format(name=WHAT[name], ratio=ratio, before=recorded[name])
        for name, ratio in ratios(found).items()
        if name in recorded and abs(ratio / recorded[name] - 1) > TOLERANCE
    ]


def starts_table(found: Mapping[str, Measured], peaks: Mapping[str, float]) -> str:
    head = (
        "cold start, in millions of instructions",
        "INIT",
        "first event",
        "both",
        "/ D",
        "first / D",
        "peak MB",
    )
    base = found[D]
    rows = [
        (
            WHAT[name],
            f"{each.build:,.0f}",
            f"{each.first:,.0f}",
            f"{each.cold:,.0f}",
            f"{each.cold / base.cold:.2f}",
            f"{each.first / base.first:.2f}",
            f"{peaks[name]:.0f}" if name in peaks else "",
        )
        for name, each in found.items()
    ]
    return table(head, rows)


def warm_table(found: Mapping[str, Measured]) -> str:
    head = ("warm, in millions of instructions", "an event", "calls", "of them")
    rows = [
        (f"{WHAT[name]}: {what}", f"{count:.1f}", str(each.calls[what].total()), by_service(each.calls[what]))
        for name, each in found.items()
        for what, count in each.warm.items()
    ]
    return table(head, rows)


def burst_table(bursts: Iterable[Burst]) -> str:
    head = ("new alarms in one batch", "calls", "of them", "CPU s", "MB")
    return table(
        head,
        [(f"{b.size}", str(b.calls.total()), by_service(b.calls), f"{b.cpu:.2f}", f"{b.peak:.0f}") for b in bursts],
    )


def throttled_table(found: Mapping[str, Sequence[Throttled]]) -> str:
    memories = [each.memory for each in next(iter(found.values()))]
    head = [f"{what}, CPU as of {memory} MB" for memory in memories for what in ("start and first event", "after INIT")]
    rows = [
        (WHAT[name], *(f"{value:,.0f}" for each in parts for value in (each.all, each.first)))
        for name, parts in found.items()
    ]
    return table(("milliseconds; stopped and continued every 20 ms", *head), rows)


def latency_table(found: Iterable[Latency]) -> str:
    head = ("warm, milliseconds on loopback", "p50", "p99", "CPU")
    return table(
        head, [(f"{WHAT[b.function]}: {b.event}", f"{b.p50:.1f}", f"{b.p99:.1f}", f"{b.cpu:.1f}") for b in found]
    )


def storm_table(storms: Iterable[Storm]) -> str:
    head = ("storm", "first visible, s", "all visible, s after the last", "missing", "calls of Slack", "AWS", "peak MB")
    rows = []
    for each in storms:
        slack = sum(count for call, count in each.calls.items() if call.startswith("slack "))
        peaks = " and ".join(f"{peak:.0f}" for peak in each.peaks)
        aws = f"{each.calls.total() - slack:,}"
        name = f"{each.count:,} in {each.seconds:.0f} s"
        rows.append((name, f"{each.first:.1f}", f"{each.all:.1f}", str(each.lost), str(slack), aws, peaks))
    return table(head, rows)


def growth_table(found: Sequence[Growth]) -> str:
    sizes = list(dict.fromkeys((each.groups, each.alarms) for each in found))
    head = ("million instructions (calls)", *(f"{groups:,} groups, {alarms:,} alarms" for groups, alarms in sizes))
    by_event: dict[str, list[str]] = {}
    for each in found:
        by_event.setdefault(each.event, []).append(f"{each.instructions:,.0f} ({each.calls})")
    return table(head, [(event, *cells) for event, cells in by_event.items()])


def large_table(found: Iterable[Large]) -> str:
    head = (f"{GROUPS:,} groups, {ALARMS:,} alarms", "answered after, s", "calls of AWS", "of them")
    rows = [(each.event, f"{each.seconds:.2f}", *_of_aws(each.calls)) for each in found]
    return table(head, rows)


def _of_aws(calls: Counter[str]) -> tuple[str, str]:
    """How many, and the most frequent operations, without those of Bellhop's own table and queues."""
    ours = ("slack ", "dynamodb ", "sqs ")
    asked = Counter({call.partition(" ")[2]: count for call, count in calls.items() if not call.startswith(ours)})
    return str(asked.total()), ", ".join(f"{operation} {count}" for operation, count in asked.most_common())


def cost_table(parts: Iterable[Part]) -> str:
    return table(
        ("dollars a month", *(team.name for team in TEAMS)),
        [(part.what, *(f"{dollars:.2f}" for dollars in part.dollars)) for part in parts],
    )


def by_service(calls: Counter[str]) -> str:
    """`dynamodb 6, slack 1`: the calls by the service that was asked."""
    found = Counter[str]()
    for call, count in calls.items():
        found[call.partition(" ")[0]] += count
    return ", ".join(f"{name} {count}" for name, count in sorted(found.items()))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def write(text: str, found: Mapping[str, Measured]) -> None:
    """Into docs/performance.md and its picture, and its ratios into recorded.json."""
    shown = {
        WHAT[name].replace("`", ""): ratio for name, ratio in sorted(ratios(found).items(), key=lambda each: each[1])
    }
    PICTURE.write_text(bars(TITLE, {**shown, WHAT[D].replace("`", ""): 1.0}, OURS), encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.partition(BEGIN)[0], page.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
    RECORDED.write_text(json.dumps(ratios(found), indent=2) + "\n")
