"""The doctor at a stage with a webhook alone: its address must resolve, and there is no bot to look at."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.aws.desk.deployment import Deployment, Function
from app.base.errors import Misconfigured
from app.config.configuration import Configuration, SlackChannel
from app.ops.doctor import shape_checks, slack_checks
from app.ops.doctor.deployed_stage import DeployedStage
from app.ops.doctor.finding import Level


def unreadable(reference: str) -> str:
    raise Misconfigured(f"{reference} is not there")


def case(fetch: Callable[[str], str]) -> DeployedStage:
    def function(name: str, **variables: str) -> Function:
        return Function(f"bellhop-test-{name}", "python3.13", 60, "role", variables)

    return DeployedStage(
        stage="test",
        outputs={"RequestUrl": "https://example.com/slack/events", "AlarmTopicArn": "arn:topic"},
        configuration=Configuration(SlackChannel("#alarms")),
        deployment=Deployment(),
        fetch=fetch,
        http=lambda url, body, headers: 404,
        functions={
            "slack": function("slack", SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET=""),
            "alarms": function("alarms", SLACK_BOT_TOKEN="", SLACK_WEBHOOK_URL="ssm:/bellhop/test/webhook-url"),
        },
    )


@pytest.mark.parametrize(
    ("fetch", "level"), [(lambda reference: "https://hooks.slack.com/services/x", Level.OK), (unreadable, Level.FAIL)]
)
def test_with_a_webhook_its_address_alone_is_looked_at(fetch: Callable[[str], str], level: Level) -> None:
    stage = case(fetch)
    (finding,) = slack_checks.look_at_secrets(stage)
    assert (finding.what, finding.level) == ("webhook", level)
    for check in (
        slack_checks.look_at_the_bot,
        slack_checks.look_at_channels,
        slack_checks.look_at_the_request_url,
        slack_checks.send_an_alarm_through,
        shape_checks.look_at_cards_and_forms,
    ):
        assert list(check(stage)) == []
