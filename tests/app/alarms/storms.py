"""What the tests of storms share: many alarms at once, time that passes, and the digest that stands in a channel."""

from __future__ import annotations

from typing import Any

from app.alarms.decide.digest import Row
from app.alarms.decide.incident import Incident
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.guards import Guard
from app.config.routes import Route
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop, sns_record
from tests.fakes.clock import SetClock


def stormy(slack: RunningSlack, clock: SetClock, *routes: Route, guards: tuple[Guard, ...] = ()) -> Bellhop:
    """A Bellhop that gives three of a storm's alarms cards."""
    settings = Configuration(SlackChannel("#alarms"), IncidentSettings(digest_after=3), routes, guards)
    return Bellhop(slack, clock, configuration=settings)


def storm(bellhop: Bellhop, count: int, state: str = "ALARM", batch: int = 10) -> None:
    """So many alarms change state at once; their records are delivered in batches of this size."""
    old = "OK" if state == "ALARM" else "ALARM"
    for number in range(count):
        says = cloudwatch_says(old, state, 0 if state == "ALARM" else 60, name=f"storm-{number}")
        bellhop.alarms.put(sns_record(says, f"{state}-{number}"))
        bellhop.cloudwatch.add(alarm(f"storm-{number}", state))
    bellhop.alarms.deliver(bellhop.intake.take, batch)


def settle(bellhop: Bellhop, seconds: float = 60) -> None:
    """Let the clock run, and deliver what comes due on any queue."""
    end = bellhop.clock.epoch() + seconds
    while (due := min((at for at in (bellhop.alarms.next_due(), bellhop.watch.next_due()) if at), default=end)) < end:
        bellhop.clock.advance(max(0.0, due - bellhop.clock.epoch()))
        bellhop.ring()
        bellhop.work()
    bellhop.clock.advance(max(0.0, end - bellhop.clock.epoch()))


def digest(slack: RunningSlack, channel: str = "C0ALARMS") -> dict[str, Any]:
    (found,) = [message for message in cards(slack, channel) if "storm:" in message["text"]]
    return found


def all_rows(bellhop: Bellhop) -> tuple[Row, ...]:
    return rows_of(bellhop, "C0ALARMS")


def rows_of(bellhop: Bellhop, channel: str) -> tuple[Row, ...]:
    """The rows of the channel's newest digest."""
    gate = bellhop.parts.digest_display.digests.gate(channel)
    return bellhop.parts.digest_display.digests.rows(gate.digest)


def rows_shown(bellhop: Bellhop, *channels: str) -> list[Row]:
    """All rows of all digests, as the table holds them; a digest's message tells its id."""
    messages = [message for channel in channels for message in bellhop.slack.messages(channel)]
    keys = [message["metadata"]["event_payload"]["key"] for message in messages if message.get("metadata")]
    known = dict.fromkeys(key.split("-")[1] for key in keys if key.startswith("digest-"))
    return [row for digest in known for row in bellhop.parts.digest_display.digests.rows(digest)]


def incidents(bellhop: Bellhop, count: int) -> list[Incident]:
    """What is known of the first alarms of a storm."""
    known = {row.name: row.incident for row in all_rows(bellhop)}
    found = [bellhop.parts.processor.find(known[f"storm-{number}"]) for number in range(count)]
    return [each for each in found if each]


def press_digest(bellhop: Bellhop, action_id: str, user: str = "U0ANA") -> dict[str, Any]:
    """Somebody presses a button of the digest, and it is worked on."""
    ts = digest(bellhop.slack)["ts"]
    answer = bellhop.slack.act(user=user, channel="C0ALARMS", ts=ts, action_id=action_id)
    bellhop.work()
    return answer
