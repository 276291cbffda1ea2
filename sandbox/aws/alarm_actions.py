"""Carries out the actions of alarms in the order of the transitions: topics, functions, scaling policies."""

import json
from asyncio import Lock, to_thread
from collections import deque
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.aws.alarm import Alarm, Transition
from sandbox.aws.alarm_messages import ACTIONS_OF, action_history, lambda_event, sns_message, sns_subject
from sandbox.aws.alarms import Alarms
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.mute_rules import MuteRules
from sandbox.aws.policies import Policies
from sandbox.aws.scalable.policies import TargetPolicies

if TYPE_CHECKING:
    from types_boto3_sns import SNSClient

NOT_EMULATED = "The sandbox carries out actions on SNS topics, Lambda functions and scaling policies only."
OF_TARGETS = ":resource/"  # in the ARNs of Application Auto Scaling's policies


class AlarmActions:
    """A queue of transitions; `act` empties it."""

    def __init__(
        self, ministack: Endpoint, mute_rules: MuteRules, policies: Policies, of_targets: TargetPolicies | None = None
    ) -> None:
        self._mute_rules = mute_rules
        self._policies = policies
        self._of_targets = of_targets
        self._sns: SNSClient = root_client("sns", ministack)
        self._lambda = root_client("lambda", ministack)
        self._waiting: deque[tuple[Transition, str, str, str]] = deque()
        self._one_at_a_time = Lock()

    def remember(self, alarm: Alarm, transition: Transition) -> None:
        """Note what a transition asks for, as the alarm is at this moment."""
        if not alarm.actions_enabled:
            return
        self._mute_rules.remember(alarm, transition)
        if not self._mute_rules.mutes(alarm.name):
            self._ask(alarm, transition)

    def _ask(self, alarm: Alarm, transition: Transition, after_mute: bool = False) -> None:
        for arn in alarm.config.get(ACTIONS_OF[transition.new], []):
            is_function = arn.split(":")[2:3] == ["lambda"]
            text = (
                json.dumps(lambda_event(alarm, transition))
                if is_function
                else sns_message(alarm, transition, after_mute)
            )
            self._waiting.append((transition, arn, sns_subject(transition, alarm.place), text))

    async def act(self, alarms: Alarms) -> None:
        """Carry out what waits, oldest first, and write it into the history.

        With it, what alarms trigger whose mute window has ended.
        """
        for muted, transition in self._mute_rules.released(alarms.by_name):
            if muted.actions_enabled:
                self._ask(muted, transition, after_mute=True)
        async with self._one_at_a_time:
            while self._waiting:
                transition, arn, subject, text = self._waiting.popleft()
                if ":scalingPolicy:" in arn:
                    failure = self._scale(arn, transition)
                else:
                    failure = await to_thread(self._do, arn, subject, text)
                if alarm := alarms.by_name.get(transition.alarm):
                    outcome = "Failed to execute" if failure else "Successfully executed"
                    data = action_history(transition, arn, text, failure)
                    alarms.record(alarm, "Action", f"{outcome} action {arn}", data)

    def _scale(self, arn: str, transition: Transition) -> str | None:
        if OF_TARGETS not in arn:
            return self._policies.act(arn, transition)
        return self._of_targets.act(arn, transition) if self._of_targets else NOT_EMULATED

    def _do(self, arn: str, subject: str, text: str) -> str | None:
        """Carry out one action; returns the failure's words, or None."""
        try:
            match arn.split(":")[2:3]:
                case ["sns"]:
                    self._sns.publish(TopicArn=arn, Subject=subject, Message=text)
                case ["lambda"]:
                    self._lambda.invoke(FunctionName=arn, InvocationType="Event", Payload=text.encode())
                case _:
                    return NOT_EMULATED
        except (ClientError, BotoCoreError) as failure:
            return str(failure)
        return None
