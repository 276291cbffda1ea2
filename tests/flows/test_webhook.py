"""Alarms by an incoming webhook alone through the deployed zip: with the same time_limit, and nothing to press."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flows.deployed import deployed_with
from tests.flows.test_alarms import new_messages, own_alarm, set_state
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess


@pytest.fixture
def by_webhook(sandbox: SandboxProcess) -> Iterator[None]:
    """λ alarms without a bot token, with a webhook's address."""
    url = sandbox.control("webhook", method="GET")["url"]
    with deployed_with(sandbox, "alarms", SLACK_BOT_TOKEN="", SLACK_WEBHOOK_URL=url):
        yield


def test_each_change_is_a_message_of_its_own_though_slack_fails_first(
    sandbox: SandboxProcess, by_webhook: None
) -> None:
    come, name = new_messages(sandbox), own_alarm(sandbox, "hooked")
    sandbox.control("faults", {"method": "webhook", "kind": "status", "count": 1})
    sandbox.control("faults", {"method": "webhook", "kind": "ratelimited", "retry_after": 1, "count": 1})
    set_state(sandbox, name, "ALARM")
    until(lambda: [m for m in come() if f"ALARM: {name}" in m["text"]], "ALARM to come")
    set_state(sandbox, name, "OK")
    until(lambda: [m for m in come() if f"OK: {name}" in m["text"]], "OK to come")
    assert len([m for m in come() if name in m["text"]]) == 2
