"""The Slack app's manifest: made from the catalogue, and the stored file is in step with it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from app.commands.catalogue import COMMANDS
from app.listeners.listener import Command
from app.ops.manifest import OPTIONAL, SCOPES, create_url, manifest, manifest_text

ROOT = Path(__file__).parents[3]


def test_the_stored_manifest_is_what_the_catalogue_says() -> None:
    stored = (ROOT / "slack-manifest.json").read_text(encoding="utf-8")
    assert stored == manifest_text(), "run: python -m app manifest > slack-manifest.json"


def test_every_command_of_the_catalogue_is_in_it_with_usage_and_summary() -> None:
    listed = {each["command"]: each for each in manifest()["features"]["slash_commands"]}
    assert list(listed) == [command.name for command in COMMANDS]
    for command in COMMANDS:
        assert listed[command.name]["usage_hint"] == command.usage
        assert listed[command.name]["description"] == command.summary


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_keeps_within_what_slack_takes(command: Command) -> None:
    (listed,) = [each for each in manifest()["features"]["slash_commands"] if each["command"] == command.name]
    assert listed["command"].startswith("/")
    assert len(listed["command"]) <= 32
    assert 0 < len(listed["description"]) <= 2000
    assert len(listed["usage_hint"]) <= 1000


def test_commands_and_interactivity_lead_to_the_same_request_url() -> None:
    made = manifest("https://example.com/slack/events")
    urls = {each["url"] for each in made["features"]["slash_commands"]}
    assert urls | {made["settings"]["interactivity"]["request_url"]} == {"https://example.com/slack/events"}


def test_the_scopes_are_those_that_the_door_to_slack_needs() -> None:
    needed = {"chat:write", "commands", "users:read", "channels:read", "channels:history"}
    assert needed <= set(SCOPES)
    assert manifest()["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)


def test_the_command_line_prints_it_without_any_setting() -> None:
    ran = subprocess.run([sys.executable, "-m", "app", "manifest"], cwd=ROOT, env={}, capture_output=True, check=True)
    assert json.loads(ran.stdout) == manifest()


def test_the_shortcuts_are_those_of_the_commands_within_slacks_limits() -> None:
    shortcuts = manifest()["features"]["shortcuts"]
    assert [(each["name"], each["type"]) for each in shortcuts] == [
        ("Scale a group", "global"),
        ("What is this alarm?", "message"),
    ]
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in shortcuts)
    assert len({each["callback_id"] for each in shortcuts}) == len(shortcuts) <= 10


def test_the_events_lead_to_the_request_url_and_have_their_scopes() -> None:
    made = manifest("https://example.com/slack/events")
    events = made["settings"]["event_subscriptions"]
    assert events == {
        "request_url": "https://example.com/slack/events",
        "bot_events": ["app_home_opened", "app_mention", "message.im"],
    }
    assert {"app_mentions:read", "im:history"} <= set(made["oauth_config"]["scopes"]["bot"])


def test_direct_messages_have_their_tab_and_the_app_says_what_it_does_with_them() -> None:
    made = manifest()
    assert made["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    about = made["display_information"]["long_description"]
    assert 174 <= len(about) <= 4000
    assert "What you write to it is done as its slash commands are" in about


def test_what_may_be_refused_is_asked_for_apart_and_says_what_lacks_then() -> None:
    scopes = manifest()["oauth_config"]["scopes"]
    assert set(scopes["bot_optional"]) == set(OPTIONAL) < set(scopes["bot"])
    assert all(OPTIONAL.values())


def test_the_link_that_creates_the_app_holds_the_whole_manifest() -> None:
    url = create_url("https://example.com/slack/events")
    query = parse_qs(urlsplit(url).query)
    assert url.startswith("https://api.slack.com/apps?")
    assert query["new_app"] == ["1"]
    assert json.loads(query["manifest_json"][0]) == manifest("https://example.com/slack/events")


def test_the_command_line_prints_the_link() -> None:
    command = [sys.executable, "-m", "app", "manifest", "--url"]
    ran = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == create_url()
