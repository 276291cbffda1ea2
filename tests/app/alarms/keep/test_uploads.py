"""A file is put into Slack once, however often the try that shows it is repeated."""

from __future__ import annotations

from app.alarms.keep.uploads import Uploads
from app.store.table import Table
from tests.fakes.clock import SetClock


def test_the_same_key_uploads_once(table: Table, clock: SetClock) -> None:
    uploaded: list[str] = []

    def upload() -> str:
        uploaded.append("F1")
        return f"F{len(uploaded)}"

    uploads = Uploads(table, clock)
    assert uploads.once("graph-1", upload) == "F1"
    assert uploads.once("graph-1", upload) == "F1"
    assert uploads.once("graph-2", upload) == "F2"
    assert len(uploaded) == 2


def test_of_two_who_upload_at_once_both_show_the_file_that_was_noted_first(table: Table, clock: SetClock) -> None:
    uploads = Uploads(table, clock)

    def upload_while_another_does() -> str:
        assert uploads.once("graph-1", lambda: "F1") == "F1"
        return "F2"

    assert uploads.once("graph-1", upload_while_another_does) == "F1"
