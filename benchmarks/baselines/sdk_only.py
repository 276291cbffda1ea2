"""E: an alarm into Slack by slack_sdk's WebClient alone: no incident, no table, no button."""

import json
import os
from typing import Any

from slack_sdk import WebClient

client = WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    for record in event["Records"]:
        alarm = json.loads(json.loads(record["body"])["Message"])
        text = f"{alarm['NewStateValue']}: {alarm['AlarmName']} {alarm['NewStateReason']}"
        client.chat_postMessage(channel="C0ALARMS", text=text)
    return {"batchItemFailures": []}
