"""The door to SNS: who is subscribed to a topic, a page of them."""

from __future__ import annotations

import pytest

from app.aws.sns import Subscribers, Subscription, Topics
from app.base.errors import Refused
from tests.app.conftest import Stubbed

TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"


def item(protocol: str, endpoint: str, arn: str = f"{TOPIC}:1f2e") -> dict[str, str]:
    return {"SubscriptionArn": arn, "Owner": "123456789012", "Protocol": protocol, "Endpoint": endpoint}


def test_a_page_is_read_and_what_is_not_confirmed_is_told_apart(stubbed: Stubbed) -> None:
    answer = {
        "Subscriptions": [
            item("sqs", "arn:q"),
            item("email", "a@example.com", "PendingConfirmation"),
            item("sms", "+1", "Deleted"),
        ],
        "NextToken": "more",
    }
    stubbed("sns").add_response("list_subscriptions_by_topic", answer, {"TopicArn": TOPIC})
    found = Topics().subscribers(TOPIC)
    assert found == Subscribers(
        (Subscription("sqs", "arn:q"), Subscription("email", "a@example.com", False), Subscription("sms", "+1", False)),
        has_more=True,
    )
    assert found.confirmed == (Subscription("sqs", "arn:q"),)


@pytest.mark.parametrize("code", ["AuthorizationError", "NotFound", "InvalidParameter"])
def test_a_refusal_is_one_for_people(code: str, stubbed: Stubbed) -> None:
    stubbed("sns").add_client_error("list_subscriptions_by_topic", code, "no")
    with pytest.raises(Refused, match="look who is subscribed to the topic alarms"):
        Topics().subscribers(TOPIC)
