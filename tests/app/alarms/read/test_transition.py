"""What a transition says of itself: whose it is, and whether its actions were let go."""

import pytest

from tests.app.alarms.alarm_support import payload, transition


@pytest.mark.parametrize(
    "changed",
    [
        {"AlarmRule": ""},
        {"ActionExecutedAfterMuteWindow": True},
    ],
)
def test_only_a_composite_that_is_let_go_says_that_its_actions_were_kept_back(changed: dict[str, object]) -> None:
    again = {**payload("composite"), "OldStateValue": "ALARM"}
    assert transition(again).released
    assert not transition({**again, **changed}).released


def test_a_contributor_is_an_alarm_of_its_own() -> None:
    sns, event = transition(payload("contributor")), transition(payload("eventbridge_contributor"))
    assert sns.key == event.key == f"{payload('contributor')['AlarmArn']}#6d442278dba546f6"
    assert event.old is None
