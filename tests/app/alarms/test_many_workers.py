"""Many workers take their batches of one storm at the same moment: one gate, one digest, one outcome each."""

from __future__ import annotations

import threading
from collections import Counter

from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says
from tests.fakes.bellhop import Bellhop, decision_on, sns_record
from tests.fakes.clock import SetClock

WORKERS, BATCH = 8, 10


def test_eight_workers_at_the_beginning_of_a_storm(slack: RunningSlack, clock: SetClock) -> None:
    settings = Configuration(SlackChannel("#alarms"), IncidentSettings(digest_after=3))
    bellhop = Bellhop(slack, clock, configuration=settings)
    names = [f"storm-{number}" for number in range(WORKERS * BATCH)]
    for name in names:
        bellhop.alarms.put(sns_record(cloudwatch_says("OK", "ALARM", name=name), name))
    bodies = [{"eventSource": "aws:sqs", "messageId": str(n), "body": t} for n, t in enumerate(bellhop.alarms.texts)]
    ready = threading.Barrier(WORKERS)

    def work(number: int) -> None:
        ready.wait()
        bellhop.intake.take({"Records": bodies[number * BATCH : (number + 1) * BATCH]})

    workers = [threading.Thread(target=work, args=(number,)) for number in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for _ in range(10):  # who met too many others comes again by the queue; what is done with stays so
        clock.advance(60)
        bellhop.ring()
        bellhop.work()
    outcomes = [decision_on(bellhop.parts.processor.outcomes, name) for name in names]
    assert Counter(each.outcome for each in outcomes) == {"posted": 3, "digested": 77}
    assert all(each.done for each in outcomes)
    assert len(cards(slack)) == 4
    assert "80 alarms" in cards(slack)[-1]["text"]
