"""The doctor has Slack look at one of each card and form, and at the manifest where it is given a token for that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.aws.desk.deployment import Deployment, Function
from app.config.configuration import Configuration, SlackChannel
from app.config.secrets import Secret
from app.ops.doctor import shape_checks
from app.ops.doctor.deployed_stage import DeployedStage
from app.ops.doctor.finding import Level
from app.ops.doctor.samples import samples
from app.slack.client import Slack
from sandbox.slack.limits import problems
from sandbox.slack.threaded import RunningSlack, running_slack

URL = "https://example.com/slack/events"


@pytest.fixture
def slack() -> Iterator[RunningSlack]:
    with running_slack() as running:
        yield running


def deployed(slack: RunningSlack, configuration_token: str = "", request_url: str = URL) -> DeployedStage:
    variables = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url}
    function = Function("bellhop-test-slack", "python3.13", 10, "role", variables)
    token = Secret("SLACK_BOT_TOKEN", slack.bot_token, lambda reference: reference)
    return DeployedStage(
        stage="test",
        outputs={"RequestUrl": request_url},
        configuration=Configuration(SlackChannel("#alarms")),
        deployment=Deployment(),
        fetch=lambda reference: reference,
        http=lambda url, body, headers: 200,
        functions={"slack": function},
        slack=Slack(token, slack.api_url),
        configuration_token=configuration_token,
    )


@pytest.mark.parametrize("sample", list(samples()), ids=lambda sample: str(sample[0]))
def test_every_sample_is_one_that_slack_takes(sample: tuple[str, str, dict[str, object]]) -> None:
    assert problems(sample[2]) == []


def test_all_samples_are_sent_and_nothing_is_posted(slack: RunningSlack) -> None:
    (finding,) = shape_checks.look_at_cards_and_forms(deployed(slack))
    assert (finding.level, finding.seen) == (Level.OK, f"Slack accepts all {len(list(samples()))}")
    assert {call["method"] for call in slack.calls()} == {"blocks.validate"}


def test_a_card_that_slack_does_not_take_is_named_with_its_problems(
    slack: RunningSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_long = {"type": "header", "text": {"type": "plain_text", "text": "a" * 151}}
    broken = ("a red card", "message", {"blocks": [too_long]})
    monkeypatch.setattr(shape_checks, "samples", lambda: [*samples(), broken])
    (finding,) = shape_checks.look_at_cards_and_forms(deployed(slack))
    assert (finding.level, finding.what) == (Level.FAIL, "a red card")
    assert finding.seen.startswith("Slack rejects it: ")
    assert "(/blocks/0/text/text)" in finding.seen


def test_where_slack_does_not_say_that_is_no_fault(slack: RunningSlack) -> None:
    slack.fault("blocks.validate", "status", status=503)
    (finding,) = shape_checks.look_at_cards_and_forms(deployed(slack))
    assert (finding.level, bool(finding.fix)) == (Level.WARN, True)


def test_without_a_configuration_token_the_manifest_is_not_looked_at(slack: RunningSlack) -> None:
    assert list(shape_checks.look_at_the_manifest(deployed(slack))) == []


def test_with_one_slack_says_what_it_thinks_of_the_manifest(slack: RunningSlack) -> None:
    (finding,) = shape_checks.look_at_the_manifest(deployed(slack, slack.configuration_token))
    assert finding.level is Level.OK


def test_a_token_that_slack_does_not_take_is_told_how_to_renew(slack: RunningSlack) -> None:
    (finding,) = shape_checks.look_at_the_manifest(deployed(slack, "xoxe.xoxp-old"))
    assert finding.level is Level.WARN
    assert "12 hours" in finding.fix
