"""All that is used, as it is seen from another account."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.cloudwatch import CloudWatch
from app.aws.elsewhere import Door
from app.config.configuration import Configuration
from sandbox.slack.threaded import RunningSlack
from tests.fakes.aws import HOME, FakeCloudWatch, alarm
from tests.fakes.bellhop import ALARMS, Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.elsewhere import IRELAND, PROD, ROLE, everywhere

THERE = "arn:aws:cloudwatch:eu-west-1:210987654321:alarm:web"


def test_from_an_alarms_account_all_doors_lead_there(
    slack: RunningSlack, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Door, "enter", lambda _: None)
    cloudwatch: CloudWatch = everywhere(FakeCloudWatch(alarm("here")), {IRELAND: FakeCloudWatch(alarm("there"))})
    configuration = replace(Configuration(ALARMS), accounts=(PROD,))
    services = Bellhop(slack, clock, configuration=configuration, cloudwatch=cloudwatch, roles=ROLE).parts
    assert services.home.ways == {IRELAND}
    there = services.seen_from(THERE)
    assert [[each.name for each in at.cloudwatch.alarms()] for at in (services, there)] == [["here"], ["there"]]
    assert (there.home.account, there.home.region) == IRELAND
    for arn in ("arn:aws:cloudwatch:us-east-1:123456789012:alarm:web", THERE.replace("eu-", "us-"), ""):
        assert services.seen_from(arn) is services
    assert Bellhop(slack, clock).parts.home == HOME
