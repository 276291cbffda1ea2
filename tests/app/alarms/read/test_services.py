"""The table of services."""

from collections.abc import Mapping

from app.alarms.read import paths
from app.alarms.read.known.catalogue import SERVICES
from app.alarms.read.services import Service, service_of
from tests.app.alarms.alarm_support import notice


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
        event: Mapping[str, object] = dict.fromkeys(row.marks, "x") if row.marks else wrapped
        assert service_of(event, SERVICES[: number + 1]) is not None, row


def test_an_event_without_what_its_row_needs_is_told_by_its_names() -> None:
    seen = notice({"source": "aws.codebuild", "detail-type": "CodeBuild Build State Change", "detail": {"n": 1}})
    assert seen.title == "CodeBuild Build State Change"
