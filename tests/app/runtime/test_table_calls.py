"""How often a job asks the table: an operation is read once, and once more when its lease is held."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.store.table import Document, MemoryTable
from sandbox.slack.threaded import RunningSlack
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.counted import CountedTable


@pytest.mark.parametrize(
    ("command", "most"), [("/echo hello", 3), ("/forcealarm", 3), ("/scale", 3), ("/scale web 4", 18)]
)
def test_a_command_asks_the_table_seldom(command: str, most: int, slack: RunningSlack, clock: SetClock) -> None:
    table = CountedTable()
    bellhop = Bellhop(slack, clock, table=table)
    with listening(bellhop):
        type_in(bellhop, command)
    assert 0 < len(table.calls) <= most, "\n".join(table.documents)


class BetweenTable(MemoryTable):
    """Lets somebody else in, once, between reading an operation and holding the lease of what it acts on."""

    def __init__(self) -> None:
        super().__init__()
        self.between: list[Callable[[], object]] = []

    def put(self, document: Document) -> Document:
        if document.pk.startswith("lease#topic-") and self.between:
            self.between.pop()()
        return super().put(document)


def test_what_another_worker_did_before_the_lease_was_held_is_known_and_not_done_again(
    slack: RunningSlack, clock: SetClock
) -> None:
    table = BetweenTable()
    bellhop = Bellhop(slack, clock, table=table)
    with listening(bellhop):
        slack.act(user="U0ANA", channel="C0OPS", command="/scale web 4")
        job = {"messageId": "again", "body": bellhop.jobs.texts[-1], "attributes": {"ApproximateReceiveCount": "1"}}
        table.between.append(lambda: bellhop.worker.take({"Records": [job]}))
        bellhop.work()
    assert table.between == []
    assert bellhop.scaling.changes == [("web", 4)]
    assert len(seen(bellhop)) == 1, "who decided without it would find that web has 4 already, and say so"
