"""What queues for itself goes on for longer than Lambda lets a loop: progress beyond the sixteenth look."""

from __future__ import annotations

import pytest

from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

# The first looks are 3 s apart, so the seventeenth invocation of the chain comes after 49 s.
LAUNCH_SECONDS, PATIENCE = 56, 100


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_change_is_followed_for_longer_than_sixteen_looks(sandbox: SandboxProcess) -> None:
    sandbox.control("autoscaling", {"group": "web", "seconds_per_launch": LAUNCH_SECONDS})
    sandbox.act(user="U0ANA", channel="C0OPS", command="/scale web 3")

    def told() -> list[str]:
        return [each["text"] for each in sandbox.messages("C0OPS") if "set *web* from 2 to 3" in each["text"]]

    until(told, "the change to be told")
    until(lambda: "Done in" in told()[-1], "the end of the change to be told", PATIENCE)
    sandbox.control("autoscaling", {"group": "web", "reset": True, "reset_clock": True})
    assert not sandbox.client("sqs").receive_message(QueueUrl=sandbox.dead_letters("watch")).get("Messages")
