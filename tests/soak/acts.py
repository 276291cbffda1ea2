"""What a soak does and when, as values: one seed is one sequence. No IO."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

ALARMS = tuple(f"soak-{number:02d}" for number in range(1, 21))
STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
LARGEST = {"web": 8, "worker": 4}
MEMBERS = ("U0ANA", "U0BO")
GUEST = "U0EVE"
FUNCTIONS = ("worker", "alarms")
SECONDS_BETWEEN = 1.0  # on average; Slack takes about one message a second in a channel
# Kills and deployments end what runs, and each uses up a receive of its messages: no message may meet five of them.
SECONDS_BETWEEN_ENDS = 15.0


@dataclass(frozen=True)
class SetState:
    """CloudWatch changes an alarm's state; to one that it has already nothing happens."""

    alarm: str
    state: str


@dataclass(frozen=True)
class Delete:
    """Somebody deletes an alarm in CloudWatch, which tells nobody."""

    alarm: str


@dataclass(frozen=True)
class Storm:
    """So many alarms go off at once; 0: they recover."""

    alarms: int


@dataclass(frozen=True)
class Type:
    """Somebody types a command in #ops; `token` is a word in it that its answer repeats if it is done."""

    user: str
    command: str
    token: str


@dataclass(frozen=True)
class Press:
    """Somebody presses a button with this action; of all that are there the one at `which`, from 0 to 1."""

    user: str
    action: str
    which: float


@dataclass(frozen=True)
class SlackFault:
    """The next calls of a method fail; `kind` and the rest as for the sandbox's `/control/faults`."""

    method: str
    kind: str
    count: int
    body: str = ""


@dataclass(frozen=True)
class AwsFault:
    """The next calls of an operation fail; as for the sandbox's `/control/aws/faults`."""

    service: str
    operation: str
    error: str
    count: int


@dataclass(frozen=True)
class Misdeliver:
    """From now on a standard queue gives each `twice`-th message twice (0: none), in any order."""

    queue: str
    twice: int
    disorder: bool


@dataclass(frozen=True)
class Kill:
    """SIGKILL for all processes of Bellhop's functions."""


@dataclass(frozen=True)
class Deploy:
    """Another build of the zip replaces the one that runs."""

    build: int


Deed = SetState | Delete | Storm | Type | Press | SlackFault | AwsFault | Misdeliver | Kill | Deploy


@dataclass(frozen=True)
class Act:
    """A deed, and when: in seconds since the start."""

    at: float
    deed: Deed


EXPORT = "alarm_export"
PRESSES = (
    *("alarm_ack", "alarm_details", EXPORT),
    *("scale_undo", "scale_do", "scale_confirm", "scale_approve", "scale_cancel"),
)
SLACK_METHODS = ("chat.postMessage", "chat.postMessage", "chat.update", "chat.postEphemeral", "users.info", "*")
SLACK_KINDS = ("status", "ratelimited", "drop_after_work", "timeout", "odd", "odd")
ODD_BODIES = ("<html>\u00e9\u00ff</html>", "[]", "", "null", '{"ok": tr')
AWS_FAULTS = (
    *(
        ("autoscaling", operation, error)
        for operation in ("SetDesiredCapacity", "DescribeAutoScalingGroups", "DescribeScalingActivities")
        for error in ("Throttling", "drop", "drop_after_work", "InternalFailure")
    ),
    *(
        ("cloudwatch", operation, error)
        for operation in ("SetAlarmState", "DescribeAlarms", "GetMetricWidgetImage")
        for error in ("Throttling", "drop_after_work", "InternalFailure")
    ),
    *(
        ("dynamodb", operation, error)
        for operation in ("PutItem", "GetItem", "UpdateItem", "BatchGetItem", "TransactWriteItems")
        for error in ("ThrottlingException", "InternalServerError", "drop", "drop_after_work", "drop_after_work")
    ),
    *(
        ("sqs", operation, error)
        for operation in ("SendMessage", "SendMessageBatch", "ChangeMessageVisibility")
        for error in ("ThrottlingException", "InternalFailure", "drop_after_work")
    ),
)


def acts(seed: int, seconds: float, builds: int) -> tuple[Act, ...]:
    """All acts of a soak of this length: first one of each kind, in any order, and then as they come.

    The storm comes late, so that most acts find cards: of a storm's alarms, only the first have one. Once it is over,
    somebody exports what it was.
    """
    random = Random(seed)
    storm = (Act(0.6 * seconds, Storm(random.randint(8, 30))), Act(0.8 * seconds, Storm(0)))
    export = Act(0.95 * seconds, Press(MEMBERS[0], EXPORT, 0.5))
    return tuple(sorted((*_acts(random, seconds, builds), *storm, export), key=lambda act: act.at))


def _acts(random: Random, seconds: float, builds: int) -> Iterator[Act]:
    each = list(KINDS)
    random.shuffle(each)
    at, number, may_end_at, build = 0.0, 0, 0.0, 0
    while (at := at + random.expovariate(1 / SECONDS_BETWEEN)) < seconds:
        number += 1
        make = each.pop() if each else random.choices(tuple(KINDS), tuple(KINDS.values()))[0]
        deed = make(random, number)
        if isinstance(deed, Kill | Deploy):
            if at < may_end_at:
                continue
            may_end_at = at + SECONDS_BETWEEN_ENDS
        if isinstance(deed, Deploy):
            build = (build + 1) % builds
            deed = Deploy(build)
        yield Act(round(at, 2), deed)


def _set_state(random: Random, number: int) -> Deed:
    return SetState(random.choice(ALARMS), random.choices(STATES, (5, 5, 1))[0])


def _delete(random: Random, number: int) -> Deed:
    return Delete(random.choice(ALARMS[-5:]))


def _type(random: Random, number: int) -> Deed:
    token, group = f"t{number:04d}", random.choice(tuple(LARGEST))
    commands = (
        f"/scale {group} {random.choice(('+1', '-1', 'x2', '-50%'))} because {token}",
        f"/scale {group} {random.randint(1, LARGEST[group] + 1)} because {token}",
        f"/scale {group} {random.randint(1, LARGEST[group])} for 2h because {token}",
        f"/scale {group} undo because {token}",
        f"/scale dry-run {group} {random.randint(1, LARGEST[group])} because {token}",
        f"/scale {group}",
        f"/scale {group} history",
        f"/forcealarm {random.choice(ALARMS)} {random.choice(STATES)} {token}",
        f"/echo {token}",
    )
    user = random.choices((*MEMBERS, GUEST), (5, 5, 1))[0]
    return Type(user, random.choices(commands, (6, 6, 2, 2, 1, 1, 1, 4, 2))[0], token)


def _press(random: Random, number: int) -> Deed:
    return Press(random.choices((*MEMBERS, GUEST), (5, 5, 1))[0], random.choice(PRESSES), round(random.random(), 3))


def _slack_fault(random: Random, number: int) -> Deed:
    kind = random.choice(SLACK_KINDS)
    body = random.choice(ODD_BODIES) if kind == "odd" else ""
    return SlackFault(random.choice(SLACK_METHODS), kind, random.randint(1, 3), body)


def _aws_fault(random: Random, number: int) -> Deed:
    return AwsFault(*random.choice(AWS_FAULTS), random.randint(1, 4))


def _misdeliver(random: Random, number: int) -> Deed:
    return Misdeliver(random.choice(("alarms", "watch")), random.choice((0, 1, 2, 3)), random.random() < 0.5)


def _kill(random: Random, number: int) -> Deed:
    return Kill()


def _deploy(random: Random, number: int) -> Deed:
    return Deploy(0)  # which build it is depends on the one before


# How often each comes, of all.
KINDS: dict[Callable[[Random, int], Deed], int] = {
    _set_state: 40,
    _type: 25,
    _press: 12,
    _slack_fault: 6,
    _aws_fault: 8,
    _misdeliver: 3,
    _kill: 3,
    _delete: 1,
    _deploy: 2,
}
