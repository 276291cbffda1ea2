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


def test_a_message_for_a_webhook_of_slack_is_told_as_what_it_means() -> None:
    attachment = {
        "color": "danger",
        "title": "Deploy of *books* failed",
        "text": "Step `migrate` timed out, see <https://ci.example.com/7|job 7>",
        "fields": [{"title": "Stage", "value": "prod", "short": True}],
    }
    seen = notice({"channel": "#ops", "username": "ci", "text": "<!channel> look", "attachments": [attachment]})
    assert seen.title == "Deploy of *books* failed"
    assert dict(seen.fields)["Stage"] == "prod"
    assert "Step `migrate` timed out" in seen.body
    assert seen.rest == ""
    assert dict(seen.fields)["Severity"] == "High (danger)"


def test_a_text_for_a_webhook_is_a_text() -> None:
    assert understood({"text": "the import failed", "channel": "#ops"}) == "the import failed"
    assert understood({"text": "the import failed", "job": 7}) == {"text": "the import failed", "job": 7}


def test_blocks_are_told_in_their_order() -> None:
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Nightly import"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "It *failed* on the third table of the ledger"}},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Rows*\n12"}]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "by the importer"}]},
    ]
    seen = notice({"blocks": blocks})
    assert seen.title == "Nightly import"
    assert seen.body == "It *failed* on the third table of the ledger\n*Rows*\n12\nby the importer"


def test_a_change_of_an_alarm_says_what_changed() -> None:
    event = payload("eventbridge_configuration")
    detail = event["detail"] | {"operation": "update"}
    detail["previousConfiguration"] = detail["configuration"] | {"alarmRule": "ALARM(a)", "timestamp": "2026-01-01"}
    seen = notice({**event, "detail": detail})
    assert seen.title == "CloudWatch: the alarm ServiceAggregatedAlarm was changed"
    assert dict(seen.fields)["Changed"] == (
        "alarmRule ALARM(a) → ALARM(ServerCpuTooHigh) OR ALARM(TotalNetworkTrafficTooHigh)"
    )
