"""Slack is called by Slack's own SDK: one client for the App, the worker and the alarms (docs/decisions/by-hand.md)."""

from __future__ import annotations

from tests.house.rooms import room_of
from tests.house.tree import importers_of

# An upload address is no method of the Web API, and the SDK's own upload does more than Bellhop needs.
UPLOADS = {"app.slack.client", "app.slack.upload"}
# What the SDK itself calls.
CONNECTIONS = {"app.slack.connections"}
BY_HAND = "Call Slack with slack_sdk's WebClient and WebhookClient; app/base/deadline.py bounds how long a call takes."


def test_slack_is_called_by_slacks_own_sdk() -> None:
    own = {module for module in importers_of("urllib.request", "app") if room_of(module) == "app.slack"}
    assert own <= UPLOADS | CONNECTIONS, BY_HAND
    assert importers_of("slack_sdk.WebClient", "app", "handlers") == {"app.slack.client"}, BY_HAND
    assert importers_of("slack_sdk.webhook", "app", "handlers") == {"app.slack.wire"}, BY_HAND
