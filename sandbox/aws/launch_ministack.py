"""Starts ministack on its own interpreter, with what it does otherwise than CloudWatch put right.

Run by its path: nothing of the sandbox can be imported there.
"""

import json
import sys
from typing import Any


def main() -> None:
    from ministack.core import iam_actions  # type: ignore[import-not-found]
    from ministack.services import cloudwatch  # type: ignore[import-not-found]

    # ministack publishes alarms in a shape of its own. The CloudWatch front does that instead, in AWS's.
    cloudwatch._evaluate_alarm = lambda alarm: None
    cloudwatch._dispatch_alarm_actions = lambda *transition: None
    arn_of = iam_actions.extract_resource_arn

    def with_alarms(service: str, *request: Any) -> Any:
        """It knows alarms by AlarmName only; in other calls it would ask whether the caller may act on everything."""
        arn = arn_of(service, *request)
        return alarm_arn(*request) or arn if service == "monitoring" and arn == "*" else arn

    iam_actions.extract_resource_arn = with_alarms
    from ministack.app import main as run  # type: ignore[import-not-found]

    sys.argv[1:] = []
    run()


def alarm_arn(
    method: str, path: str, headers: dict[str, str], body: bytes, params: dict[str, Any], region: str, account: str
) -> str:
    """What a call by several names, or about a mute rule, is about; '' for anything else."""
    try:
        asked = json.loads(body)
    except ValueError:
        return ""
    prefix = f"arn:aws:cloudwatch:{region}:{account}"
    rule = asked.get("AlarmMuteRuleName") or ("Name" in asked and "Rule" in asked and asked["Name"])
    if rule:
        return f"{prefix}:alarm-mute-rule:{rule}"
    names = asked.get("AlarmNames") or []
    return f"{prefix}:alarm:{names[0]}" if len(names) == 1 and "AlarmTypes" not in asked else ""


if __name__ == "__main__":
    main()
