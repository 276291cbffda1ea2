"""D: the smallest Bolt app on Lambda, as in Bolt's example for it, with the two AWS clients that it needs."""

import os
from typing import Any

import boto3
from slack_bolt import Ack, App
from slack_bolt.adapter.aws_lambda import SlackRequestHandler
from slack_sdk import WebClient

# Bolt's example leaves the client to Bolt; that one can only call slack.com.
client = WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = App(process_before_response=True, client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])
autoscaling = boto3.client("autoscaling")
cloudwatch = boto3.client("cloudwatch")


@app.command("/scale")
def scale(ack: Ack, command: dict[str, Any]) -> None:
    group, desired = command["text"].split()
    autoscaling.set_desired_capacity(AutoScalingGroupName=group, DesiredCapacity=int(desired))
    ack(f"`{group}`: desired {desired}")


@app.command("/forcealarm")
def force_alarm(ack: Ack, command: dict[str, Any]) -> None:
    alarm, state = command["text"].split()
    cloudwatch.set_alarm_state(AlarmName=alarm, StateValue=state, StateReason="somebody asked for it")
    ack(f"`{alarm}`: {state}")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    answer: dict[str, Any] = SlackRequestHandler(app=app).handle(event, context)  # type: ignore[no-untyped-call]
    return answer
