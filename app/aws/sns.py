"""SNS: who is subscribed to the topics that alarms notify."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.aws.door import client, refusals
from app.base.errors import Refused
from app.base.values import dataclass

if TYPE_CHECKING:
    from types_boto3_sns import SNSClient

CONFIRMED = "arn:"  # else `PendingConfirmation` or `Deleted` stands in the place of its ARN


@dataclass(frozen=True)
class Subscription:
    """One of a topic; `protocol` such as sqs, lambda, email, https, `endpoint` whom it leads to."""

    protocol: str
    endpoint: str
    is_confirmed: bool = True


@dataclass(frozen=True)
class Subscribers:
    """The first hundred subscriptions of a topic; `has_more` if there are others."""

    subscriptions: tuple[Subscription, ...] = ()
    has_more: bool = False

    @property
    def confirmed(self) -> tuple[Subscription, ...]:
        return tuple(each for each in self.subscriptions if each.is_confirmed)


class Topics:
    def subscribers(self, topic: str) -> Subscribers:
        """One page of a topic's subscriptions, by its ARN. AWS's refusal is raised as Refused."""
        with refusals(Refused, f"look who is subscribed to the topic {topic.rpartition(':')[2]}"):
            answer = _client().list_subscriptions_by_topic(TopicArn=topic)
        found = [
            Subscription(each["Protocol"], each["Endpoint"], each["SubscriptionArn"].startswith(CONFIRMED))
            for each in answer["Subscriptions"]
        ]
        return Subscribers(tuple(found), bool(answer.get("NextToken")))


def _client() -> SNSClient:
    made: SNSClient = client("sns")
    return made
