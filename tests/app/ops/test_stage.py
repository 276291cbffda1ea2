"""A deployed stage by its stack's outputs, or the settings as they are."""

from __future__ import annotations

from typing import Any

import pytest

from app.base.errors import Misconfigured
from app.config.settings import Settings
from app.ops.stage import OUTPUTS, catch_up, info, of_stage, replay, request_url
from tests.app.conftest import Stubbed

ALL = {output: f"the {name}" for name, output in OUTPUTS.items()}


def deployed(stubbed: Stubbed, outputs: dict[str, str]) -> None:
    stack: dict[str, Any] = {
        "StackName": "bellhop-prod",
        "StackStatus": "CREATE_COMPLETE",
        "CreationTime": "2026-11-23T09:00:00Z",
        "Outputs": [{"OutputKey": name, "OutputValue": value} for name, value in outputs.items()],
    }
    stubbed("cloudformation").add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": "bellhop-prod"})


def test_without_a_stage_the_settings_stay_as_they_are() -> None:
    settings = Settings(table="mine")
    assert of_stage(settings, "") is settings
    assert request_url("") == ""


def test_a_stage_gives_its_table_and_queues_and_leaves_the_rest(stubbed: Stubbed) -> None:
    deployed(stubbed, ALL)
    found = of_stage(Settings(table="mine", bot_token="xoxb-1"), "prod")
    assert {name: getattr(found, name) for name in OUTPUTS} == {name: f"the {name}" for name in OUTPUTS}
    assert found.bot_token == "xoxb-1"


def test_a_stack_of_an_older_version_is_told_to_be_deployed_again(stubbed: Stubbed) -> None:
    deployed(stubbed, {name: value for name, value in ALL.items() if name != "WatchQueueUrl"})
    with pytest.raises(Misconfigured, match="no output WatchQueueUrl: deploy"):
        of_stage(Settings(), "prod")


def test_the_request_url_is_that_of_the_stage(stubbed: Stubbed) -> None:
    deployed(stubbed, {"RequestUrl": "https://x.example.com/slack/events"})
    assert request_url("prod") == "https://x.example.com/slack/events"


def test_without_a_stage_or_settings_it_says_what_to_name() -> None:
    with pytest.raises(Misconfigured, match=r"BELLHOP_TABLE.*--stage prod"):
        catch_up(Settings(), "2h", "*", dry_run=True, stage="")
    with pytest.raises(Misconfigured, match="BELLHOP_JOBS_DEAD_LETTER_QUEUE_URL"):
        replay(Settings(), ("jobs",), stage="")


def test_a_stage_is_printed_for_a_shell_by_its_settings_names_where_there_are_some(stubbed: Stubbed) -> None:
    deployed(stubbed, {"AlarmTopicArn": "arn:x", "TableName": "bellhop-prod", "JobsQueueUrl": "https://x/a b"})
    assert info("prod") == [
        "ALARM_TOPIC_ARN=arn:x",
        "BELLHOP_JOBS_QUEUE_URL='https://x/a b'",
        "BELLHOP_TABLE=bellhop-prod",
    ]


def test_info_needs_to_know_which_stage() -> None:
    with pytest.raises(Misconfigured, match="--stage prod"):
        info("")
