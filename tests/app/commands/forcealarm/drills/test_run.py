"""A drill sets its alarms on a schedule, follows what people do, and leaves everything as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.slack.messages.buttons import ACKNOWLEDGE
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.forcealarm.drills.gameday import card_of, gameday, pass_by, pings, start, states, told
from tests.app.people import by_name, press, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    with gameday(slack, clock) as made:
        yield made


def test_it_goes(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm drill database because of friday")
    print([m["text"] for m in bellhop.slack.messages("C0OPS")])
    start(bellhop)
    print(told(bellhop))
    pass_by(bellhop, 5)
    print(told(bellhop))
    assert press(bellhop, card_of(bellhop, "db-1"), ACKNOWLEDGE, "U0BO")["ok"]
    pass_by(bellhop, 30)
    print(told(bellhop))
    type_in(bellhop, "/forcealarm drill stop")
    pass_by(bellhop, 60)
    print(by_name(told(bellhop)))
    print(states(bellhop), pings(bellhop))
    for each in bellhop.slack.messages("C0OPS"):
        print("---", each["text"])
    for each in bellhop.slack.messages("C0ALARMS"):
        print("---", each["text"])
    assert 0
