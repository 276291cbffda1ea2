"""Invokes each deployed function once, so that the first real event is fast; nobody sees that."""

import json
import time
from typing import Any

from sandbox.aws.alarm import Alarm, Transition
from sandbox.aws.alarm_messages import sns_message
from sandbox.aws.stack import STACK
from sandbox.errors import SandboxError

NO_START = "The deployed function {name} does not start: {words}"
FIRST_DATA = "Its first data has come, and is fine."


def wake(client: Any, name: str) -> None:
    """Invoke a function with an event without work, by this client of Lambda; fails if the function does."""
    event = _first_data() if name == "alarms" else {"Records": []}
    answer = client.invoke(FunctionName=f"{STACK}-{name}", Payload=json.dumps(event).encode())
    if "FunctionError" in answer:
        words = answer["Payload"].read().decode(errors="replace")[:2000]
        raise SandboxError(NO_START.format(name=name, words=words))


def _first_data() -> dict[str, Any]:
    """An alarm that gets its first data and is OK: as it comes from the queue, and no news to anybody."""
    now = time.time()
    alarm = Alarm("sandbox-wake", {"MetricName": "Wake", "Namespace": "Sandbox", "ComparisonOperator": ""}, now, "OK")
    message = sns_message(alarm, Transition(alarm.name, "INSUFFICIENT_DATA", "OK", FIRST_DATA, now))
    envelope = {"Type": "Notification", "MessageId": "sandbox-wake", "Message": message}
    return {"Records": [{"messageId": "sandbox-wake", "eventSource": "aws:sqs", "body": json.dumps(envelope)}]}
