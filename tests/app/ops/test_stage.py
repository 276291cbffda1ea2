"""A deployed stage by its stack's outputs, or the settings as they are."""

from __future__ import annotations

from typing import Any

import pytest

from app.base.errors import Misconfigured
from app.config.settings import Settings
from app.ops.stage import OUTPUTS, catch_up, info, of_stage, only_stage, replay, request_url
from tests.app.conftest import Stubbed

ALL = {output: f"the {name}" for name, output in OUTPUTS.items()}


def stack_of(outputs: dict[str, str]) -> dict[str, Any]:
    return {
        "StackName": "bellhop-prod",
        "StackStatus": "CREATE_COMPLETE",
        "CreationTime": "2026-11-23T09:00:00Z",
        "Outputs": [{"OutputKey": name, "OutputValue": value} for name, value in outputs.items()],
    }


def deployed(stubbed: Stubbed, outputs: dict[str, str]) -> None:
    answer = {"Stacks": [stack_of(outputs)]}
    stubbed("cloudformation").add_response("describe_stacks", answer, {"StackName": "bellhop-prod"})


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


def test_info_without_a_stage_is_about_the_one_that_is_deployed(stubbed: Stubbed) -> None:
    outputs = {"AlarmTopicArn": "arn:x", "AlarmsFunctionArn": "arn:y"}
    answer, cloudformation = {"Stacks": [stack_of(outputs)]}, stubbed("cloudformation")
    cloudformation.add_response("describe_stacks", answer, {})
    cloudformation.add_response("describe_stacks", answer, {"StackName": "bellhop-prod"})
    assert info("") == ["ALARMS_FUNCTION_ARN=arn:y", "ALARM_TOPIC_ARN=arn:x"]


def test_the_only_stage_is_the_one_that_is_meant() -> None:
    assert only_stage(["prod"], "us-east-1") == "prod"


def test_of_several_stages_one_has_to_be_named() -> None:
    with pytest.raises(Misconfigured, match=r"\(dev, prod\): name one, as in STAGE=dev"):
        only_stage(["dev", "prod"], "us-east-1")


def test_where_none_is_deployed_it_says_where_it_looked_and_what_one_can_do() -> None:
    with pytest.raises(Misconfigured, match=r"in the region us-east-1.*make deploy STAGE=prod.*make demo"):
        only_stage([], "us-east-1")
