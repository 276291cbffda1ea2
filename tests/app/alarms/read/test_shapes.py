"""Messages with a shape of their own."""

from app.alarms.read.shapes import understood
from tests.app.alarms.alarm_support import notice, payload


def test_cloudformations_lines_are_values() -> None:
    body = understood(payload("cloudformation"))
    assert isinstance(body, dict)
    assert body["ResourceStatus"] == "UPDATE_ROLLBACK_IN_PROGRESS"
    assert "ClientRequestToken" not in body


def test_a_build_of_amplify_links_to_itself() -> None:
    assert notice(payload("amplify")).url.endswith("#d1abcdefgh/main/17")


def test_a_text_that_only_begins_like_one_stays_a_text() -> None:
    for text in ("StackId='", "Build notification from the AWS Amplify Console", "", "[]"):
        assert understood(text) == text
    assert understood(["software.amazon.payloadoffloading.PayloadS3Pointer"]) == [
        "software.amazon.payloadoffloading.PayloadS3Pointer"
    ]


def test_a_notification_rules_event_is_an_event() -> None:
    assert understood({"detailType": "X", "detail": {}}) == {"detail-type": "X", "detail": {}}
