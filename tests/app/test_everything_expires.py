"""Whatever Bellhop writes into the table is forgotten some day: the table has no other broom."""

from __future__ import annotations

from collections.abc import Sequence

from app.alarms.follow_up import DRAWN_AFTER
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.runtime.kept_configuration import KeptConfiguration
from app.slack.messages.newer import CHART
from app.store.table import Document, Key, MemoryTable
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.card_actions.pressing import press
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock


class WatchedTable(MemoryTable):
    """Remembers the kinds of all documents, and which of them would stay for ever."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__()
        self._clock = clock
        self.kinds: set[str] = set()
        self.eternal: set[str] = set()

    def put_all(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        for document in documents:
            kind = document.pk.partition("#")[0]
            self.kinds.add(kind)
            if document.expires_at <= self._clock.epoch():
                self.eternal.add(kind)
        super().put_all(documents, deleted)


def test_everything_that_is_written_expires(slack: RunningSlack, clock: SetClock) -> None:
    table = WatchedTable(clock)
    settings = Configuration(SlackChannel("#alarms"), IncidentSettings(digest_after=2))
    bellhop = Bellhop(slack, clock, table=table, configuration=settings)
    slack.lack_blocks(CHART)  # then graphs are uploaded
    KeptConfiguration(table, clock).keep("[slack]")
    with listening(bellhop):
        ring(bellhop, cloudwatch_says("OK", "ALARM"))
        press(bellhop, "alarm_ack")
        bellhop.command("/scale web 4")
        clock.advance(DRAWN_AFTER.total_seconds())
        bellhop.work()
        for number in range(5):
            ring(bellhop, cloudwatch_says("OK", "ALARM", name=f"storm-{number}"))
        bellhop.work()
        slack.act(user="U0ANA", channel="C0ALARMS", ts=cards(slack)[-1]["ts"], action_id="digest_list:all")
        bellhop.work()
    alarms = {
        "incident",
        "alarm",
        "group",
        "record",
        "post",
        "lease",
        "gate",
        "digest",
        "list",
        "upload",
        "blocks",
        "configuration",
    }
    assert alarms <= table.kinds
    assert table.eternal == set()
