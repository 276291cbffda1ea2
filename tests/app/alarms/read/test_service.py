"""The table of services."""

from collections.abc import Mapping

from app.alarms.read import paths
from app.alarms.read.envelopes import records
from app.alarms.read.leaves import opened
from app.alarms.read.service import Service, service_of
from app.alarms.read.services import SERVICES
from app.alarms.read.severity import Result
from app.alarms.read.shapes import understood
from app.alarms.read.transition import Notice
from app.alarms.read.untrusted import mapping
from app.alarms.show.notice_card import notice_card
from tests.app.alarms.alarm_support import ALL_PAYLOADS, notice, payload


def test_a_row_is_all_that_a_new_service_needs() -> None:
    row = Service("acme.shop", ("Shop: {detail.order} {detail.state}",), {"Buyer": "detail.who"})
    event = {"source": "acme.shop", "detail-type": "Order", "detail": {"order": "7", "state": "stuck", "who": "mia"}}
    assert service_of(event, (row,)) is row
    assert paths.filled(row.title[0], event) == "Shop: 7 stuck"


def test_every_path_of_the_table_can_be_read() -> None:
    for row in SERVICES:
        written = [*row.fields.values(), row.body, row.severity, row.result, row.about, row.link, row.hidden]
        written += [path for each in (*row.title, row.console) for path in paths.PLACEHOLDER.findall(each)]
        for path in filter(None, written):
            assert paths.values({"detail": {}}, path) in ([], ["allowed"])
            assert all(names and all(names) for names in paths.names_in(path)), path


def test_every_row_can_be_reached() -> None:
    for number, row in enumerate(SERVICES):
        wrapped = {"source": row.source, "detail-type": row.kind or "x", "detail": {"x": 1}}
        event: Mapping[str, object] = dict.fromkeys(row.marks, row.kind or "x") if row.marks else wrapped
        assert service_of(event, SERVICES[: number + 1]) is not None, row


def test_every_row_has_an_event_in_the_payloads_whose_card_somebody_has_read() -> None:
    bodies = [understood(record.body) for name in ALL_PAYLOADS for record in records(payload(name))]
    found = [service_of(event, SERVICES) for body in bodies if (event := mapping(opened(body)))]
    lacking = [(row.source, row.kind, row.marks) for row in SERVICES if row not in found]
    assert lacking == [], "put a true event of each into tests/payloads/alarms/ (CONTRIBUTING.md)"


def test_an_event_without_what_its_row_needs_is_told_by_its_names() -> None:
    seen = notice({"source": "aws.codebuild", "detail-type": "CodeBuild Build State Change", "detail": {"n": 1}})
    assert seen.title == "CodeBuild Build State Change"


def finding(source: str, kind: str, detail: Mapping[str, object]) -> Notice:
    envelope = {"account": "123456789012", "region": "eu-west-1", "time": "2026-11-20T09:59:58Z", "resources": []}
    return notice({**envelope, "source": source, "detail-type": kind, "detail": detail})


def test_of_messages_with_the_same_names_a_word_in_the_first_tells_whose_they_are() -> None:
    page = "https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Events.html#DMS-EVENT-0078"
    message = {"Event Source": "replication-task", "Event ID": page, "Event Message": "Replication task has failed."}
    assert notice({**message, "SourceId": "orders-cdc"}).title == "DMS: orders-cdc: Replication task has failed."
    assert notice({**message, "Event ID": "RDS-EVENT-0013"}).title.startswith("RDS:")


def test_a_row_that_has_only_the_kind_to_say_leaves_it_to_the_names() -> None:
    seen = finding("aws.redshift", "Redshift Advisor", {"advice": {"advisorName": "sort keys", "status": "STALE"}})
    assert seen.title == "Redshift Advisor: sort keys STALE"


def test_a_destination_says_whether_its_function_failed() -> None:
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:ship:$LATEST"
    for condition, title, result in (
        ("Success", "Lambda: ship succeeded", Result.SUCCEEDED),
        ("RetriesExhausted", "Lambda: ship failed", Result.FAILED),
    ):
        context = {"functionArn": arn, "condition": condition}
        seen = notice({"requestContext": context, "requestPayload": {"order": 7}, "responsePayload": None})
        assert (seen.title, seen.result) == (title, result)
        assert dict(seen.fields)["Condition"] == condition


def test_a_finding_that_is_closed_is_no_alarm_and_a_sign_in_of_root_no_success() -> None:
    closed = finding("aws.inspector2", "Inspector2 Finding", {"title": "CVE", "severity": "HIGH", "status": "CLOSED"})
    assert notice_card(closed).text.startswith(":white_check_mark:")
    identity = {"type": "Root", "arn": "arn:aws:iam::123456789012:root"}
    root = {"userIdentity": identity, "responseElements": {"ConsoleLogin": "Success"}}
    assert notice_card(finding("aws.signin", "AWS Console Sign In via CloudTrail", root)).text.startswith(":warning:")


def test_a_rule_that_is_broken_has_failed() -> None:
    result = {"complianceType": "NON_COMPLIANT", "annotation": "The volume is not encrypted at all"}
    detail = {"configRuleName": "encrypted", "resourceId": "vol-1", "newEvaluationResult": result}
    seen = finding("aws.config", "Config Rules Compliance Change", detail)
    assert (seen.title, seen.result) == ("Config: vol-1 is NON_COMPLIANT with encrypted", Result.FAILED)
    assert seen.body == "The volume is not encrypted at all"


def test_a_sign_in_of_root_is_a_warning_even_if_it_went_well() -> None:
    identity = {"type": "Root", "arn": "arn:aws:iam::123456789012:root"}
    detail = {
        "userIdentity": identity,
        "responseElements": {"ConsoleLogin": "Success"},
        "sourceIPAddress": "198.51.100.9",
    }
    seen = finding("aws.signin", "AWS Console Sign In via CloudTrail", detail)
    assert seen.title == "Console sign-in of root: Success"
    assert seen.is_warning


def test_a_job_says_its_exit_code_and_its_times() -> None:
    detail = {
        "jobName": "nightly",
        "jobId": "4c75",
        "status": "FAILED",
        "statusReason": "Essential container exited",
        "container": {"exitCode": 137, "reason": "OutOfMemoryError"},
        "startedAt": 1795168000000,
    }
    seen = finding("aws.batch", "Batch Job State Change", detail)
    fields = dict(seen.fields)
    assert (fields["Exit code"], fields["Container"]) == ("137", "OutOfMemoryError")
    assert fields["Started"] == "2026-11-20T09:46:40Z"


def test_a_number_that_counts_the_other_way_round_is_no_severity() -> None:
    seen = finding("aws.ssm", "OpsItem Create", {"title": "Disk full", "severity": "2", "ops-item-id": "oi-1"})
    assert (seen.title, seen.severity, dict(seen.fields)["Severity"]) == ("OpsItem: Disk full", "", "2")
