"""What the page is told of the sandbox's AWS."""

from sandbox.aws.load import Load
from sandbox.aws.view import view
from tests.sandbox.aws.conftest import Fronts

WEB = {"AutoScalingGroupName": "web"}


def test_a_groups_refresh_and_scheduled_actions_are_told_the_next_first(fronts: Fronts) -> None:
    client = fronts.autoscaling
    client.start_instance_refresh(**WEB)
    for name, recurrence in (("late", "0 18 * * *"), ("soon", "0 12 * * *")):
        client.put_scheduled_update_group_action(
            **WEB, ScheduledActionName=name, Recurrence=recurrence, DesiredCapacity=4
        )
    [group] = view(fronts.scaling, fronts.alarms, Load(fronts.scaling, {}), {})["groups"]
    assert group["refresh"] == {"status": "Pending", "percent": 0}
    assert [action["name"] for action in group["scheduled"]] == ["soon", "late"]
    assert (group["scheduled"][0]["desired"], group["scheduled"][0]["min"]) == (4, None)
