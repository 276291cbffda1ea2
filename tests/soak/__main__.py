"""`python -m tests.soak [--minutes N] [--seed N] [--old REF]`: a soak of the deployed zip, and what was wrong."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import SystemRandom

from tests.sandbox_process import running_sandbox
from tests.soak.acts import acts
from tests.soak.builds import builds
from tests.soak.evidence import Evidence, Played
from tests.soak.judge import Violation
from tests.soak.player import Player
from tests.soak.settling import settled
from tests.soak.story import story
from tests.soak.witness import Witness
from tests.soak.world import World


def main() -> int:
    """The status: 0 where nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long it plays; then it settles (default 10)")
    parser.add_argument("--seed", type=int, help="the same seed plays the same acts (default: any)")
    parser.add_argument("--old", metavar="REF", help="take turns with the zip of this commit")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that its sandbox ends too
    seed = SystemRandom().randrange(1_000_000) if given.seed is None else given.seed
    print(f"soak: seed {seed}, {given.minutes:g} minutes", flush=True)
    evidence, violations = _soak(seed, given.minutes * 60, given.old)
    _report(evidence, violations)
    print(f"soak: seed {seed}: {len(violations)} violations")
    return 1 if violations else 0


def _soak(seed: int, seconds: float, old: str | None) -> tuple[Evidence, tuple[Violation, ...]]:
    played: list[Played] = []
    with tempfile.TemporaryDirectory() as folder, running_sandbox() as sandbox:
        world = World(sandbox, Path(folder))
        world.prepare()
        zips = builds(old)
        since = time.time()
        Player(world, zips).play(acts(seed, seconds, len(zips)), played.append)
        print(f"soak: played in {time.time() - since:.0f} s", flush=True)
        return settled(world, Witness(world, since), played)


def _report(evidence: Evidence, violations: tuple[Violation, ...]) -> None:
    done = Counter(type(each.deed).__name__ for each in evidence.played)
    print("did: " + ", ".join(f"{count} {kind}" for kind, count in sorted(done.items())))
    print(
        f"saw: {len(evidence.changes)} changes of alarms, {len(evidence.resizes)} of groups, "
        f"{len(evidence.messages)} messages, {sum(len(each.lines) for each in evidence.messages)} lines of threads"
    )
    for violation in violations:
        print(f"\nWRONG: {violation.invariant} ({violation.about}): {violation.words}")
        for line in story(violation, evidence):
            print(f"    {line}")


if __name__ == "__main__":
    sys.exit(main())
