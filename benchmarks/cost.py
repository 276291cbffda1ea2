"""What a month costs by AWS's public prices (us-east-1, arm64, without the free tier), from what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.latency import Latency
from benchmarks.throttle import share_of

MEMORY = 512  # serverless.yml
# Dollars, each for a million but Lambda's GB-second: aws.amazon.com/<service>/pricing.
GB_SECOND = 0.0000133334
INVOCATION, HTTP_API, QUEUE, FIFO_QUEUE, TOPIC, READ, WRITE = 0.20, 1.00, 0.40, 0.50, 0.50, 0.125, 0.625
# An idle event source of a queue: five pollers, each of which asks again after 20 s.
EMPTY_RECEIVES = 5 * 30 * 86400 / 20
EACH_RECEIVE = 2 * QUEUE + FIFO_QUEUE  # of all three queues
# What loopback doesn't take: seconds of an answer of AWS in the same region, of Slack.
AWS_SECONDS, SLACK_SECONDS = 0.006, 0.12
# Units of the table for each: a transaction writes twice as many.
UNITS = {"alarm": (14, 20), "command": (22, 22)}
MILLION = 1e6


@dataclass(frozen=True)
class Team:
    name: str
    alarms: int
    commands: int


@dataclass(frozen=True)
class Part:
    """A row of the bill: the dollars of each team."""

    what: str
    dollars: tuple[float, ...]


TEAMS = (Team("1,000 alarms, 500 commands", 1_000, 500), Team("100,000 alarms, 20,000 commands", 100_000, 20_000))


def bill(latencies: Sequence[Latency]) -> list[Part]:
    """Each alarm goes off and is over; each command is `/scale GROUP N`, with two cards that it is noted on."""
    seconds = {(each.function, each.event): _billed(each) for each in latencies}
    alarm = seconds["alarms", "alarm posted"] + seconds["alarms", "alarm edited"]
    command = seconds["edge", "/echo"] + seconds["worker", "/scale GROUP N"]

    def each(alarms: float, commands: float) -> tuple[float, ...]:
        return tuple(team.alarms * alarms + team.commands * commands for team in TEAMS)

    gigabytes = MEMORY / 1024
    parts = [
        Part("Lambda, seconds", each(alarm * gigabytes * GB_SECOND, command * gigabytes * GB_SECOND)),
        # Two for an alarm, one for each of its three timers; for a command edge, worker, and three looks at progress.
        Part("Lambda, invocations", each(5 * INVOCATION / MILLION, 5 * INVOCATION / MILLION)),
        Part("HTTP API", each(0, HTTP_API / MILLION)),
        # Sent, received and deleted; the timers too.
        Part("SNS, SQS", each((2 * TOPIC + 13 * QUEUE) / MILLION, (3 * FIFO_QUEUE + 9 * QUEUE) / MILLION)),
        Part("DynamoDB", each(_units("alarm"), _units("command"))),
        Part("SQS, empty receives", tuple(EMPTY_RECEIVES * EACH_RECEIVE / MILLION for _ in TEAMS)),
    ]
    return [*parts, Part("**sum**", tuple(map(sum, zip(*(part.dollars for part in parts), strict=True))))]


def _billed(latency: Latency) -> float:
    """Seconds: the CPU that it takes, on the part of one that it has, and waiting for AWS and Slack."""
    slack = sum(count for call, count in latency.calls.items() if call.startswith("slack "))
    aws = latency.calls.total() - slack
    return latency.cpu / 1000 / share_of(MEMORY) + aws * AWS_SECONDS + slack * SLACK_SECONDS


def _units(what: str) -> float:
    reads, writes = UNITS[what]
    return (reads * READ + writes * WRITE) / MILLION
