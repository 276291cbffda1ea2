"""What queues for itself goes on for longer than Lambda lets a loop: progress beyond the sixteenth look."""

from __future__ import annotations

import pytest

from sandbox.aws.launch_recursion import MOST_INVOCATIONS, counted_once_more, new_header
from tests.flows.deployed import FUNCTION
from tests.flows.desk import Desk
from tests.flows.test_transient_errors import enqueue, job
from tests.sandbox_process import SandboxProcess

# The job is the last but one invocation that Lambda allows its chain. The first looks are 3 s apart, so the second look
# is one too many, and two more come before the end.
EARLIER = MOST_INVOCATIONS - 2
LAUNCH_SECONDS = 10


def chain(invocations: int) -> str:
    """The trace header of a chain of requests that has invoked the worker so often."""
    header = new_header()
    for _ in range(invocations):
        header = counted_once_more(header, FUNCTION.format(name="worker"))
    return header


@pytest.mark.timeout(240)
def test_a_change_is_followed_for_longer_than_sixteen_looks(sandbox: SandboxProcess) -> None:
    sandbox.control("autoscaling", {"group": "web", "seconds_per_launch": LAUNCH_SECONDS})
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": chain(EARLIER)}}
    enqueue(sandbox, job("/scale", "web 3"), MessageSystemAttributes=trace)

    Desk(sandbox).reads("set *web* from 2 to 3", "Done in")
    assert not sandbox.client("sqs").receive_message(QueueUrl=sandbox.dead_letters("watch")).get("Messages")
