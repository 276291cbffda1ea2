"""The timer of Export: the file is shared once; where Slack takes none, the thread gets all of it as text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.base.errors import Later
from app.commands.scale.change_log import Changes
from app.commands.scale.outlook.values import Outlook
from app.runtime.export import PART_LIMIT, export, outcomes_of, parts
from app.slack.messages.text import escape
from sandbox.slack.people import Channel
from tests.app.alarms.ringing import replies
from tests.app.card_actions.pressing import card_of, press, rung
from tests.app.card_actions.test_export import resolved, said_below, shared
from tests.app.commands.scale.test_progress import capacity_failed, pass_by
from tests.fakes.bellhop import Bellhop


def test_a_file_that_was_shared_is_not_shared_again_when_the_timer_comes_twice(listening_bellhop: Bellhop) -> None:
    resolved(listening_bellhop)
    press(listening_bellhop, "alarm_export")
    timer = next(text for text in listening_bellhop.watch.texts if '"name": "export"' in text)
    listening_bellhop.watch.put(timer)
    listening_bellhop.work()
    assert len(shared(listening_bellhop)) == 1
    assert [text for text in listening_bellhop.watch.waiting if '"name": "export"' in text] == []


def test_two_that_come_at_once_share_one_file(listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A standard queue may give a timer to two at the same time: the other one comes again."""
    monkeypatch.setattr("app.store.leases.WAIT_SECONDS", 0.0)
    resolved(listening_bellhop)
    parts = listening_bellhop.parts
    (incident,) = parts.processor.lasts_of([key_of(listening_bellhop)])
    key = f"{incident.id}:C0ALARMS:{card_of(listening_bellhop)['ts']}:m1"
    with parts.leases.hold("export-m1"), pytest.raises(Later):
        export(parts, key)
    assert shared(listening_bellhop) == []
    export(parts, key)
    export(parts, key)
    assert len(shared(listening_bellhop)) == 1


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


def test_where_the_channel_is_archived_meanwhile_that_nobody_gets_it_is_counted(
    listening_bellhop: Bellhop, caplog: pytest.LogCaptureFixture
) -> None:
    resolved(listening_bellhop)
    (incident,) = listening_bellhop.parts.processor.lasts_of([key_of(listening_bellhop)])
    key = f"{incident.id}:C0ALARMS:{card_of(listening_bellhop)['ts']}:m1"
    listening_bellhop.slack.add_channel(Channel("C0ALARMS", "alarms", {"U0BELLHOP"}, is_archived=True))
    export(listening_bellhop.parts, key)
    assert "result not told" in caplog.messages


def test_people_have_their_names_and_the_card_its_link(listening_bellhop: Bellhop) -> None:
    resolved(listening_bellhop)
    listening_bellhop.slack.fault("files.getUploadURLExternal", "error", error="missing_scope")
    (incident,) = listening_bellhop.parts.processor.lasts_of([key_of(listening_bellhop)])
    export(listening_bellhop.parts, f"{incident.id}:C0ALARMS:{card_of(listening_bellhop)['ts']}:again")
    page = replies(listening_bellhop.slack, card_of(listening_bellhop)["ts"])[-1]
    assert "Acknowledged by ana after " in page
    assert "U0ANA" not in page
    assert "/archives/C0ALARMS/p" in page


def test_what_failed_and_what_was_foretold_of_a_change_is_on_the_page(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    key = key_of(listening_bellhop)
    changes = Changes(listening_bellhop.table, listening_bellhop.clock)
    listening_bellhop.scaling.is_slow = True
    listening_bellhop.command("/scale web 4", channel="C0ALARMS")
    listening_bellhop.work()
    listening_bellhop.scaling.activity["web"] = (capacity_failed(listening_bellhop, 1),)
    pass_by(listening_bellhop, 4)
    said = Outlook((":crystal_ball: CPUUtilization 90 % at 2, about 45 % at 4.",))
    came = (":dart: CPUUtilization is 47 % at 4; the forecast was 45 %.",)
    changes.change(changes.newest("web")[0].id, lambda known: replace(known, outlook=said, came=came))
    (incident,) = listening_bellhop.parts.processor.lasts_of([key])
    (outcome,) = outcomes_of(incident, changes).values()
    assert (outcome.result, outcome.group, outcome.foretold, outcome.came) == ("in progress", "web", said.lines, came)
    listening_bellhop.slack.fault("files.getUploadURLExternal", "error", error="missing_scope")
    export(listening_bellhop.parts, f"{incident.id}:C0ALARMS:{card_of(listening_bellhop)['ts']}:again")
    page = replies(listening_bellhop.slack, card_of(listening_bellhop)["ts"])[-1]
    assert "Its plan said\\: CPUUtilization 90 % at 2, about 45 % at 4\\." in page
    assert "What came\\: CPUUtilization is 47 % at 4" in page
    assert "AWS about web\\: Launching a new EC2 instance failed\\: We currently do not have sufficient" in page


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
