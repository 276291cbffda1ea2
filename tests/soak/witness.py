"""Gathers the evidence: from AWS's own API, and from what people see in Slack."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from tests.flows.until import until
from tests.soak.acts import ALARMS as ALARM_NAMES
from tests.soak.acts import GUEST, MEMBERS
from tests.soak.evidence import Change, Evidence, Line, Played, Resize, Row, Shown
from tests.soak.judge import ALARMS
from tests.soak.player import actions
from tests.soak.world import World

RESIZING = ("SetDesiredCapacity", "UpdateAutoScalingGroup")
TAKEN = ("", "drop_after_work", "hang_after_work")
SIGNS = {"red_circle": "ALARM", "large_green_circle": "OK", "white_circle": "INSUFFICIENT_DATA"}
ROW = re.compile(r":(red_circle|large_green_circle|white_circle): <[^|>]*\|([^>]+)> <!date\^(\d+)\^")
COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
DELAYED = "ApproximateNumberOfMessagesDelayed"


class Witness:
    """`since` is when the soak began: what was before is not its business."""

    def __init__(self, world: World, since: float) -> None:
        self._world, self._sandbox, self._since = world, world.sandbox, since
        self._log = self._sandbox.folder / "ministack.log"

    def evidence(self, played: Sequence[Played]) -> Evidence:
        """As it is now."""
        return Evidence(
            played=tuple(played),
            changes=tuple(sorted(self._changes(), key=lambda each: each.at)),
            deleted=self.deleted(),
            resizes=tuple(self._resizes()),
            sizes=self._sizes(),
            messages=tuple(self._messages()),
            rows=tuple(self._rows()),
            queues=self.waiting(),
            dead=tuple(sorted(set(self._dead()))),
            leases=tuple(item["pk"]["S"] for item in self._world.held_leases()),
            errors=tuple(sorted(set(self._errors()))),
        )

    def waiting(self) -> dict[str, int]:
        """The messages that wait or are worked on; timers are delayed, and wait with reason."""
        at, sqs = self._sandbox.at, self._sandbox.client("sqs")
        urls = {"jobs": at.jobs_queue_url, "watch": at.watch_queue_url, "alarms": at.alarms_queue_url}
        found = {}
        for name, url in urls.items():
            wanted = COUNTS if name == "watch" else (*COUNTS, DELAYED)
            counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(wanted))["Attributes"]
            found[name] = sum(int(count) for count in counts.values())
        return found

    def _changes(self) -> Iterator[Change]:
        pages = self._sandbox.client("cloudwatch").get_paginator("describe_alarm_history")
        for page in pages.paginate(HistoryItemType="StateUpdate", AlarmTypes=["MetricAlarm", "CompositeAlarm"]):
            for item in page["AlarmHistoryItems"]:
                data, at = json.loads(item["HistoryData"]), item["Timestamp"].timestamp()
                old, new = (data[side]["stateValue"] for side in ("oldState", "newState"))
                if at >= self._since:
                    yield Change(item["AlarmName"], old, new, at)

    def deleted(self) -> frozenset[str]:
        """The soak's alarms that are no more."""
        found = self._sandbox.client("cloudwatch").describe_alarms(AlarmNamePrefix="soak-", MaxRecords=100)
        return frozenset(ALARM_NAMES) - {alarm["AlarmName"] for alarm in found["MetricAlarms"]}

    def _resizes(self) -> Iterator[Resize]:
        for call in self._sandbox.control("aws/calls"):
            given = call["parameters"]
            resizes = call["operation"] in RESIZING and "DesiredCapacity" in given
            if resizes and call["error"] in TAKEN and call["at"] >= self._since:
                yield Resize(given["AutoScalingGroupName"], int(given["DesiredCapacity"]), call["at"])

    def _sizes(self) -> dict[str, int]:
        groups = self._sandbox.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
        return {group["AutoScalingGroupName"]: group["DesiredCapacity"] for group in groups}

    def _messages(self) -> list[Shown]:
        """Of all people together, each once, oldest first."""
        found = {
            (each.channel, each.ts): each
            for user in (*MEMBERS, GUEST)
            for each in shown_to(user, self._sandbox.state(user))
        }
        return sorted(found.values(), key=lambda each: each.ts)

    def _dead(self) -> Iterator[str]:
        sqs = self._sandbox.client("sqs")
        for url in self._sandbox.at.dead_letter_queue_urls:
            for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get(
                "Messages", []
            ):
                yield message["Body"]

    def _errors(self) -> Iterator[str]:
        for line in self._log.read_text(errors="replace").splitlines():
            if '"level": "ERROR"' in line or "Task timed out" in line:
                yield _logged(line)

    def _rows(self) -> Iterator[Row]:
        """The digests' rows as the table has them: asking for a list each time would disturb what is looked at."""
        for item in self._world.items("digest#"):
            if item["sk"]["S"].startswith("row#"):
                row = json.loads(item["data"]["S"])
                at = int(datetime.fromisoformat(row["changed_at"]).timestamp())
                yield Row(row.get("ts", ""), row["name"], row["state"], at)

    def listed(self) -> tuple[Row, ...]:
        """What the lists of all digests say, asked for as a person would."""
        digests = [m for m in self._sandbox.messages(ALARMS) if "digest_list:all" in actions(m)]
        return tuple(row for digest in digests for row in self._listed(digest["ts"]))

    def _listed(self, digest: str) -> Iterator[Row]:
        ts, action = digest, "digest_list:all"
        while action:
            known = {(message["ts"], message["text"]) for message in self._sandbox.messages(ALARMS)}
            self._sandbox.act(user=MEMBERS[0], channel=ALARMS, ts=ts, action_id=action)

            def came(known: set[tuple[str, str]] = known) -> list[dict[str, Any]]:
                new = [m for m in self._sandbox.messages(ALARMS) if (m["ts"], m["text"]) not in known]
                return [m for m in new if "most urgent first" in m["text"]]

            page = until(came, "a page of a digest's list")[0]
            for sign, alarm, at in ROW.findall(json.dumps(page["blocks"], ensure_ascii=False)):
                yield Row(digest, alarm, SIGNS[sign], int(at))
            ts, action = page["ts"], next((each for each in actions(page) if each == "digest_list:next"), "")


def shown_to(user: str, state: dict[str, Any]) -> Iterator[Shown]:
    """Bellhop's messages in what somebody sees."""
    for channel in state["channels"]:
        for message in channel["messages"]:
            if "bot_id" in message:
                yield _shown(channel["id"], message, user)


def _shown(channel: str, message: dict[str, Any], user: str) -> Shown:
    return Shown(
        channel=channel,
        ts=message["ts"],
        text=message["text"],
        to=user if message["ephemeral"] else "",
        actions=tuple(actions(message)),
        lines=tuple(_line(reply) for reply in message.get("replies", ())),
    )


def _line(reply: dict[str, Any]) -> Line:
    return Line(reply["ts"], reply["text"], tuple(file["id"] for file in reply.get("files", ())))


def _logged(line: str) -> str:
    """A line of the log without what would fill pages: of a traceback the end."""
    try:
        logged = json.loads(line)
    except ValueError:
        return line[:500]
    traceback = str(logged.get("error", ""))[-900:]
    traceback = re.sub(r"/\S+/code/", "", traceback)  # each start has another folder
    facts = {name: logged[name] for name in ("message", "function", "topic", "timer") if name in logged}
    return f"{facts} ...{traceback}"
