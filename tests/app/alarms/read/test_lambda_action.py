"""CloudWatch's direct Lambda action."""

from app.alarms.read.transition import State
from tests.app.alarms.alarm_support import payload, transition


def test_a_direct_lambda_action_is_read() -> None:
    event, seen = payload("lambda_action"), transition(payload("lambda_action"))
    assert (seen.arn, seen.account, seen.region) == (event["alarmArn"], event["accountId"], event["region"])
    assert (seen.old, seen.new, seen.reason) == (State.NO_DATA, State.ALARM, "test")
