"""`make bench`: measure the functions of the zip beside other handlers, and print tables (docs/performance.md).

--quick counts cold starts only, and fails where one differs from the recorded ratio to D by more than three percent.
--write keeps what it prints in docs/performance.md, and the ratios.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.cost import bill
from benchmarks.events import alarm, batch
from benchmarks.growth import growth
from benchmarks.large import large
from benchmarks.latency import latencies, on_a_part
from benchmarks.measures import Measured, Plan, Relay, burst, counted, peak_of, plans, started
from benchmarks.peers import Code, prepared, trust
from benchmarks.report import (
    burst_table,
    cost_table,
    differences,
    growth_table,
    large_table,
    latency_table,
    starts_table,
    storm_table,
    throttled_table,
    warm_table,
    write,
)
from benchmarks.storms import storm
from benchmarks.world import World, running_world

AT_ONCE = 2
BURSTS = (1, 10, 100)
STORMS = ((1_000, 10), (10_000, 60))
ON_A_PART = ("D", "edge", "alarms", "worker")
HEAD = """Python {python}, {valgrind}; the zip has {size:.2f} MB. Instructions are those of the whole process
(callgrind), the same within a percent on any machine.
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", default="", help="such as edge,worker; D is always measured")
    parser.add_argument("--large", action="store_true", help="only what somebody waits for in a large account")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bellhop-bench-") as folder, running_world() as world:
        code = prepared(Path(folder))
        trust(world, code)
        edge = Plan("handlers.slack", dict, is_ours=True)
        with started(world, code, edge) as front:
            ring(world, code)
            relay = Relay(world, front)
            if asked.large:
                print(large_table(large(world, code, relay)))
                return
            chosen = plans(world, relay, asked.quick)
            if asked.only:
                chosen = {name: plan for name, plan in chosen.items() if name in ["D", *asked.only.split(",")]}
            if asked.quick:
                sys.exit(quick(world, code, chosen))
            full(world, code, chosen, asked.write, relay, asked.only)


def ring(world: World, code: Code) -> None:
    """Two alarms with cards, for what is done to cards."""
    with started(world, code, Plan("handlers.alarms", dict, is_ours=True)) as alarms:
        alarms.invoke(batch([alarm(name, group="web") for name in ("bench-0", "bench-1")], "alarms"))


def quick(world: World, code: Code, chosen: Mapping[str, Plan]) -> int:
    """Cold starts side by side; 1 if one is not as recorded."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = dict(zip(chosen, pool.map(lambda plan: counted(world, code, plan), chosen.values()), strict=True))
    print(starts_table(found, {}))
    wrong = differences(found)
    print(*wrong, sep="\n", file=sys.stderr)
    return int(bool(wrong))


def full(world: World, code: Code, chosen: Mapping[str, Plan], keep: bool, relay: Relay, only: str) -> None:
    found: dict[str, Measured] = {}
    for name, plan in chosen.items():
        found[name] = counted(world, code, plan)
        print(name, found[name], file=sys.stderr)
    peaks = {name: peak_of(world, code, plan) for name, plan in chosen.items()}
    parts = {name: on_a_part(world, code, plan) for name, plan in chosen.items() if name in ON_A_PART}
    waits = list(latencies(world, code, chosen))
    bursts = [burst(world, code, size) for size in BURSTS]
    storms = [storm(world, code, count, seconds) for count, seconds in STORMS]
    valgrind = subprocess.check_output(["valgrind", "--version"], text=True).strip()
    head = HEAD.format(
        python=code.compiler.version.split()[0], valgrind=valgrind, size=code.archive.stat().st_size / 1e6
    )
    tables = (
        starts_table(found, peaks),
        throttled_table(parts),
        warm_table(found),
        latency_table(waits),
        burst_table(bursts),
        storm_table(storms),
        *(() if only else of_a_large_account(world, code, chosen, relay)),
        *(() if only else (cost_table(bill(waits)),)),
    )
    text = "\n".join((head, *tables))
    print(text)
    if keep:
        write(text, found)


def of_a_large_account(world: World, code: Code, chosen: Mapping[str, Plan], relay: Relay) -> tuple[str, str]:
    return growth_table(list(growth(world, code, chosen))), large_table(large(world, code, relay))


if __name__ == "__main__":
    main()
