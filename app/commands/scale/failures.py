"""What failed scaling activities say, in a line each: what it means, and what to do. No IO.

The messages are those of "Troubleshoot Amazon EC2 Auto Scaling: EC2 instance launch failures" (user guide) and of EC2's
error codes. Auto Scaling writes them with the code (`Could not launch On-Demand Instances. VcpuLimitExceeded - You have
...`) or without. A message that is not known here is told in AWS's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from functools import cache

from app.aws.scaling import Activity
from app.base.values import dataclass
from app.slack.messages.text import escape, shorten

TRIES = "; Auto Scaling keeps trying."
QUOTA = " Service Quotas can raise it."
PERMISSION = "Auto Scaling lacks a permission to launch it; the launch template and the service-linked role say which."
OTHER = "{what} failed{times}{why}"
PLAIN = "{what}: {message}{times}"
PLAIN_TIMES = " ({count} times)"
WHY, NO_WHY = ": {message}", ". AWS does not say why."
TIMES = " {count} times"

# The first that fits counts. {zones} is " in us-east-1a, us-east-1b" for all that failed alike, or nothing.
KNOWN: Sequence[tuple[str, str]] = (
    (r"do not have sufficient (?P<type>[\w.-]+) capacity|sufficient capacity", "No{type} capacity{zones}" + TRIES),
    (r"InsufficientInstanceCapacity|Insufficient capacity", "No capacity{zones}" + TRIES),
    (r"UnfulfillableCapacity|no Spot capacity available", "No Spot capacity{zones}" + TRIES),
    (
        r"MaxSpotInstanceCountExceeded|Max spot instance count",
        "The account's limit of Spot Instances is reached." + QUOTA,
    ),
    (
        r"current vCPU limit of (?P<limit>\d+)|VcpuLimitExceeded",
        "The account's limit of{limit} vCPUs is reached." + QUOTA,
    ),
    (
        r"current instance limit of (?P<limit>\d+)|InstanceLimitExceeded",
        "The account's limit of{limit} instances of this type is reached." + QUOTA,
    ),
    (r"quota for maximum Fleet Requests", "The account may launch no more fleets for now." + QUOTA),
    (r"VolumeLimitExceeded", "The account's limit of EBS storage is reached." + QUOTA),
    (r"RequestLimitExceeded|Request limit exceeded", "EC2 takes no more requests of this account for now" + TRIES),
    (
        r"SpotMaxPriceTooLow|Spot request price of (?P<price>[\d.]+) is lower",
        "The Spot price is above the group's maximum{price}" + TRIES,
    ),
    (
        r"image ids? '?\[?(?P<id>ami-\w+)\]?'? (?:does not exist|is not valid)|InvalidAMIID|AMI \S+ is pending",
        "The AMI{id} can't be used: it does not exist or is not shared. The launch template needs another one.",
    ),
    (
        r"key pair '(?P<name>[^']{1,255})' does not exist|InvalidKeyPair",
        "The key pair{name} does not exist. The launch template needs another one.",
    ),
    (
        r"security group '?(?P<id>sg-\w+|[^']{1,255}?)'? (?:in VPC \S+ )?does not exist|InvalidGroup\.NotFound",
        "The security group{id} does not exist. The launch template needs another one.",
    ),
    (
        r"not enough free addresses in subnet '?(?P<id>subnet-\w+)|InsufficientFreeAddressesInSubnet",
        "The subnet{id} is out of IP addresses. The group needs another subnet.",
    ),
    (
        r"subnet ID '?(?P<id>subnet-\w+)'? does not exist|InvalidSubnetID",
        "The subnet{id} does not exist. The group needs another one.",
    ),
    (
        r"launch template.{0,120}does not exist|InvalidLaunchTemplate|valid fully-formed launch template",
        "The group's launch template does not exist or is not valid.",
    ),
    (
        r"InvalidKMSKey\.InvalidState|InvalidState\.ClientError|KMS key.{0,80}(?:disabled|pending deletion)",
        "The KMS key of its disks is disabled or about to be deleted, so the instance could not start.",
    ),
    (
        r"Client\.InternalError|Client error on launch|InvalidKmsKey|KMSKeyNotAccessible",
        "The instance ended at launch. Most often Auto Scaling may not use the KMS key of its disks.",
    ),
    (
        r"Server\.InternalError|Internal error on launch",
        "EC2 could not start the instance, by an error of its own" + TRIES,
    ),
    (
        r"snapshot '?(?P<id>snap-\w+)'? does not exist|InvalidSnapshot",
        "The snapshot{id} of its disks does not exist. The launch template needs another one.",
    ),
    (r"UnauthorizedOperation|not authorized to perform|Authentication Failure|AuthFailure", PERMISSION),
    (
        r"instance type \(?(?P<type>[\w.-]+)\)? is not supported in your requested Availability Zone",
        "The instance type{type} does not exist{zones}. The group needs another type or zone.",
    ),
    (
        r"Requested Availability Zone.{0,60}no longer supported|InvalidAvailabilityZone",
        "The Availability Zone is no longer supported{zones}. The group needs another one.",
    ),
    (
        r"configuration is currently not supported",
        "EC2 does not support this combination of type, AMI and zone{zones}.",
    ),
    (r"not eligible for Free Tier", "The instance type is not in the account's Free Tier plan."),
    (
        r"OptInRequired|accept (?:the )?terms|Marketplace",
        "The account has not accepted the AMI's terms in AWS Marketplace.",
    ),
    (r"PendingVerification|being validated", "AWS is still verifying the account" + TRIES),
    (r"account is currently blocked", "AWS has blocked the account. AWS Support knows why."),
    (
        r"Lifecycle Action.{0,120}(?:ABANDON|abandoned)",
        "A lifecycle hook ended the launch: it was abandoned or took too long.",
    ),
    (r"remaining instances are protected from scale", "All instances that are left are protected from scale-in."),
)
ZONE = r"\b[a-z]{2}(?:-[a-z]{1,10}){1,3}-[0-9][a-z]\b"
PROTECTED = KNOWN[-1][0]

READ_LIMIT = 2000  # of a message: no AWS message is as long
CAUSE_LIMIT = 300
ENOUGH_LINES = 3


@dataclass
class _Reason:
    """Activities that failed for the same reason."""

    what: str
    message: str
    words: str
    is_plain: bool = False
    count: int = 0
    zones: list[str] = field(default_factory=list)


def has_stopped(activity: Activity) -> bool:
    """Whether it says why the group does not get where it should; what somebody cancelled does not."""
    return activity.has_failed or bool(re.search(PROTECTED, activity.description[:READ_LIMIT], re.IGNORECASE))


def failure_lines(activities: Iterable[Activity], is_over: bool = False) -> list[str]:
    """A line of mrkdwn for each reason, in the order of the activities; the first few.

    is_over  nobody waits for it any more, so whether Auto Scaling tries again does not matter
    """
    return [_line(each, is_over) for each in _alike(activities)[:ENOUGH_LINES]]


def are_short(activities: Iterable[Activity]) -> bool:
    """Whether AWS says more than the lines do."""
    return any(each.words for each in _alike(activities)[:ENOUGH_LINES])


def short_reason(activity: Activity) -> str:
    """Why this one failed, mrkdwn: in a few words where they are known, else in AWS's."""
    (reason,) = _alike([activity])
    return _line(reason, is_over=True) if reason.words else escape(shorten(activity.message, CAUSE_LIMIT))


def own_words(activity: Activity) -> str:
    """What failed and why, in AWS's words; mrkdwn."""
    if activity.is_plain:
        return PLAIN.format(what=_what(activity), message=escape(shorten(activity.message, READ_LIMIT)), times="")
    why = WHY.format(message=escape(shorten(activity.message, READ_LIMIT))) if activity.message else NO_WHY
    return OTHER.format(what=escape(_what(activity)), times="", why=why)


def _alike(activities: Iterable[Activity]) -> list[_Reason]:
    found: dict[tuple[str, str], _Reason] = {}
    for activity in activities:
        message = (activity.message or activity.description)[:READ_LIMIT]
        words = "" if activity.is_plain else _words_for(message)
        key = ("", words) if words else (_what(activity), activity.message)
        reason = found.setdefault(key, _Reason(_what(activity), activity.message, words, activity.is_plain))
        reason.count += 1
        zone = activity.zone or ("" if activity.is_plain else _zone_in(message))
        if zone and zone not in reason.zones:
            reason.zones.append(zone)
    return list(found.values())


@cache
def patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Made for the first failure, and not at the start: few see one."""
    return tuple((re.compile(pattern, re.IGNORECASE), words) for pattern, words in KNOWN)


def _words_for(message: str) -> str:
    """What a known message means, mrkdwn, with {zones} still in it; '' for another one."""
    for pattern, words in patterns():
        found = list(pattern.finditer(message))  # the code may stand before the sentence with the facts
        if found:
            facts = dict.fromkeys(pattern.groupindex, "")
            for each in found:
                facts |= {name: f" {escape(value)}" for name, value in each.groupdict().items() if value}
            return words.format(zones="{zones}", **facts)
    return ""


def _line(reason: _Reason, is_over: bool) -> str:
    if reason.words:
        zones = f" in {escape(', '.join(sorted(reason.zones)))}" if reason.zones else ""
        words = reason.words.removesuffix(TRIES) + "." if is_over and reason.words.endswith(TRIES) else reason.words
        return words.replace("{zones}", zones)
    if reason.is_plain:
        said, times = escape(shorten(reason.message, CAUSE_LIMIT)), PLAIN_TIMES.format(count=reason.count)
        return PLAIN.format(what=escape(reason.what), message=said, times=times if reason.count > 1 else "")
    times = TIMES.format(count=reason.count) if reason.count > 1 else ""
    why = WHY.format(message=escape(shorten(reason.message, CAUSE_LIMIT))) if reason.message else NO_WHY
    return OTHER.format(what=escape(reason.what), times=times, why=why)


def _what(activity: Activity) -> str:
    """`Launching a new EC2 instance`, without the id or the reason that follow it."""
    return shorten(re.split(r"[:.]", activity.description, maxsplit=1)[0], 80) or "An activity"


def _zone_in(message: str) -> str:
    """The first zone that it names; the others are those that AWS recommends."""
    found = re.search(ZONE, message)
    return found[0] if found else ""
