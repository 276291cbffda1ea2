"""A storm through the deployed zip: 1,000 alarms in ten seconds, all in one channel; none missing, Slack in peace."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.flows.deployed import dead_letters
from tests.flows.test_alarms import ALARMS, new_messages, payload
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

COUNT = 1000
SECONDS = 10
BATCH = 10
MOST_CALLS = 40
FIRST_WITHIN = 5
VISIBLE_WITHIN = 15
PATIENCE = 180


def alarms(state: str, names: range) -> Iterator[str]:
    """CloudWatch's true message for each of these alarms, which change to this state now."""
    template = payload("metric")
    old = "OK" if state == "ALARM" else "ALARM"
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"
    for number in names:
        name = f"storm-{number:04d}"
        arn = f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}"
        changed = {"AlarmName": name, "AlarmArn": arn, "OldStateValue": old, "NewStateValue": state}
        yield json.dumps({**template, **changed, "StateChangeTime": at})


def publish_all(sandbox: SandboxProcess, state: str, count: int, seconds: float) -> float:
    """Publish in batches of ten, evenly over the time; when the last was taken (monotonic seconds)."""
    sns, began = sandbox.client("sns"), time.monotonic()

    def publish(batch: int) -> None:
        time.sleep(max(0.0, began + seconds * batch * BATCH / count - time.monotonic()))
        texts = alarms(state, range(batch * BATCH, batch * BATCH + BATCH))
        entries = [{"Id": str(number), "Message": text} for number, text in enumerate(texts)]
        answer = sns.publish_batch(TopicArn=sandbox.at.alarm_topic_arn, PublishBatchRequestEntries=entries)
        assert not answer.get("Failed"), answer

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(publish, range(count // BATCH)))
    return time.monotonic()


def digest(sandbox: SandboxProcess) -> dict[str, Any] | None:
    found = [message for message in sandbox.messages(ALARMS) if "storm:" in message["text"]]
    return found[-1] if found else None


def counted(sandbox: SandboxProcess) -> int:
    """How many alarms the digest's text counts, those with cards too."""
    message = digest(sandbox)
    return int(message["text"].split("storm: ")[1].split(" alarm")[0].replace(",", "")) if message else 0


def rows(sandbox: SandboxProcess) -> dict[str, dict[str, Any]]:
    """The digest's rows in the table, by the alarm's name."""
    pages = sandbox.client("dynamodb").get_paginator("scan").paginate(TableName=sandbox.at.table)
    items = [item for page in pages for item in page["Items"] if item["sk"]["S"].startswith("row#")]
    found = [json.loads(item["data"]["S"]) for item in items]
    return {row["name"]: row for row in found}


def calls_since(sandbox: SandboxProcess, began: float) -> list[dict[str, Any]]:
    return [call for call in sandbox.control("calls") if call["at"] >= began]


@pytest.mark.alone
def test_a_thousand_alarms_are_a_few_cards_and_one_digest(
    sandbox: SandboxProcess, figure: Callable[[str], None]
) -> None:
    come, began = new_messages(sandbox), time.time()
    started = time.monotonic()

    last = publish_all(sandbox, "ALARM", COUNT, SECONDS)
    until(lambda: digest(sandbox), "the digest", PATIENCE)
    until(lambda: counted(sandbox) >= COUNT, "every alarm to be visible", PATIENCE)
    visible = time.monotonic()

    calls, cards = calls_since(sandbox, began), [m for m in come() if "storm:" not in m["text"]]
    edits = [call for call in calls if call["method"] == "chat.update" and call["ts"] == digest(sandbox)["ts"]]  # type: ignore[index]
    limited = [call for call in calls if call["status"] == 429]
    methods = ", ".join(f"{count} {method}" for method, count in Counter(c["method"] for c in calls).most_common())
    first = min(float(message["ts"]) for message in come()) - began
    figure(
        f"{COUNT} alarms in {last - started:.1f} s: {len(cards)} cards, {len(edits)} edits of the digest, "
        f"{len(limited)} times 429, {len(calls)} calls to Slack ({methods}); "
        f"the first visible {first:.1f} s after the first was published, all {visible - last:.1f} s after the last"
    )
    shown = {f"storm-{number:04d}" for number in range(COUNT)}
    assert not shown - rows(sandbox).keys() - {name for name in shown for card in cards if name in card["text"]}
    assert dead_letters(sandbox) == 0
    assert len(calls) <= MOST_CALLS
    assert 0 <= first <= FIRST_WITHIN
    assert visible - last <= VISIBLE_WITHIN

    listed = listed_names(sandbox)
    assert rows(sandbox).keys() == listed

    publish_all(sandbox, "OK", COUNT, 1)
    until(lambda: "The alarm storm is over" in json.dumps(digest(sandbox)), "the digest to turn green", PATIENCE)


@pytest.mark.thorough
def test_a_storm_while_slack_fails_misses_none_and_says_nothing_twice(sandbox: SandboxProcess) -> None:
    come, count = new_messages(sandbox), 60
    for kind in ("status", "timeout", "drop_after_work", "ratelimited"):
        for method in ("chat.postMessage", "chat.update"):
            sandbox.control("faults", {"method": method, "kind": kind, "retry_after": 1, "count": 1})

    publish_all(sandbox, "ALARM", count, 1)

    until(lambda: counted(sandbox) >= count, "every alarm to be visible", PATIENCE)
    assert counted(sandbox) == count
    assert len([message for message in come() if "storm:" in message["text"]]) == 1
    publish_all(sandbox, "OK", count, 1)
    until(lambda: "The alarm storm is over" in json.dumps(digest(sandbox)), "the digest to turn green", PATIENCE)


def listed_names(sandbox: SandboxProcess) -> set[str]:
    """What the List button shows, page by page."""
    message, names, action = digest(sandbox), set[str](), "digest_list:all"
    assert message
    ts = message["ts"]
    while action:
        known = {(m["ts"], m["text"]) for m in sandbox.messages(ALARMS)}
        sandbox.act(user="U0ANA", channel=ALARMS, ts=ts, action_id=action)

        def came(known: set[tuple[str, str]] = known) -> list[dict[str, Any]]:
            new = [m for m in sandbox.messages(ALARMS) if (m["ts"], m["text"]) not in known]
            return [m for m in new if "most urgent first" in m["text"]]

        page = until(came, "the next page")[0]
        text = json.dumps(page["blocks"])
        names |= {name for number in range(COUNT) if (name := f"storm-{number:04d}") in text}
        action = "digest_list:next" if '"digest_list:next"' in text else ""
        ts = page["ts"]
    return names
