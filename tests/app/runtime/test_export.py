"""The timer of Export: the file is shared once; where Slack takes none, the thread gets all of it as text."""

from __future__ import annotations

import pytest

from app.runtime.export import PART_LIMIT, export, parts
from app.slack.messages.text import escape
from tests.app.alarms.ringing import replies
from tests.app.card_actions.pressing import card_of, press
from tests.app.card_actions.test_export import resolved, said_below, shared
from tests.fakes.bellhop import Bellhop


def test_a_file_that_was_shared_is_not_shared_again_when_the_timer_comes_twice(listening_bellhop: Bellhop) -> None:
    resolved(listening_bellhop)
    press(listening_bellhop, "alarm_export")
    timer = next(text for text in listening_bellhop.watch.texts if '"name": "export"' in text)
    listening_bellhop.watch.put(timer)
    listening_bellhop.work()
    assert len(shared(listening_bellhop)) == 1
    assert [text for text in listening_bellhop.watch.waiting if '"name": "export"' in text] == []


@pytest.mark.parametrize("kind", ["drop_after_work", "status"])
def test_a_lost_answer_shares_the_file_once(kind: str, listening_bellhop: Bellhop) -> None:
    """Whether Slack took it before the answer was lost, or never got it."""
    resolved(listening_bellhop)
    listening_bellhop.slack.fault("files.completeUploadExternal", kind, count=1)
    press(listening_bellhop, "alarm_export")
    listening_bellhop.work()
    listening_bellhop.clock.advance(120)
    listening_bellhop.work()
    assert len(shared(listening_bellhop)) == 1
    assert said_below(listening_bellhop) == []


@pytest.mark.parametrize("error", ["missing_scope", "file_uploads_disabled"])
def test_where_slack_takes_no_files_the_thread_gets_the_text(error: str, listening_bellhop: Bellhop) -> None:
    resolved(listening_bellhop)
    listening_bellhop.slack.fault("files.getUploadURLExternal", "error", error=error)
    press(listening_bellhop, "alarm_export")
    listening_bellhop.work()
    (text,) = said_below(listening_bellhop)
    assert "# web\\-high\\-cpu" in text
    assert "acknowledged" in text.lower()
    assert shared(listening_bellhop) == []


def test_people_have_their_names_and_the_card_its_link(listening_bellhop: Bellhop) -> None:
    resolved(listening_bellhop)
    listening_bellhop.slack.fault("files.getUploadURLExternal", "error", error="missing_scope")
    (incident,) = listening_bellhop.parts.processor.lasts_of([key_of(listening_bellhop)])
    export(listening_bellhop.parts, f"{incident.id}:C0ALARMS:{card_of(listening_bellhop)['ts']}:again")
    page = replies(listening_bellhop.slack, card_of(listening_bellhop)["ts"])[-1]
    assert "Acknowledged by ana after " in page
    assert "U0ANA" not in page
    assert "/archives/C0ALARMS/p" in page


def test_of_an_incident_that_is_forgotten_nothing_is_told(listening_bellhop: Bellhop) -> None:
    resolved(listening_bellhop)
    export(listening_bellhop.parts, f"gone:C0ALARMS:{card_of(listening_bellhop)['ts']}:again")
    assert (shared(listening_bellhop), said_below(listening_bellhop)) == ([], [])


def key_of(bellhop: Bellhop) -> str:
    """The id of the incident whose card it is."""
    return str(card_of(bellhop)["metadata"]["event_payload"]["key"]).removeprefix("incident-")


def test_a_long_page_is_cut_into_parts_that_slack_takes_and_nothing_is_lost() -> None:
    page = "\n".join(["<&>" * 700, *(f"line {number} " * 9 for number in range(200)), ""])
    found = list(parts(page))
    assert all(0 < len(escape(part)) <= PART_LIMIT for part in found)
    assert "".join(found).replace("\n", "") == page.replace("\n", "")
