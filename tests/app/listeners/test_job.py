"""Jobs: an interaction as text and back, its id, its group, and how long it is fresh."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.listeners.job import Job, caller_of, from_text, guarded, in_the_name_of, job_id, put_on, to_text, without_token
from tests.fakes.clock import SetClock
from tests.fakes.queues import RememberingQueue

ASKED = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
JOB = Job("id-1", "/scale", {"user_id": "U0ANA", "text": "web 4"}, ASKED, topic="scale:web")


@given(st.dictionaries(st.text(), st.text()), st.text(), st.integers(0, 9), st.integers(0, 4_000_000_000))
def test_a_job_is_the_same_after_its_way_over_the_queue(body: dict[str, str], text: str, attempt: int, at: int) -> None:
    asked_at = datetime.fromtimestamp(at, UTC)
    job = Job(text, text, body, asked_at, topic=text, view_id=text, attempt=attempt, request_id=text)
    assert from_text(to_text(job)) == job


@pytest.mark.parametrize("text", ["\ufffe", "\uffff", "\x00", "\ud800", "\U0001f514"])
def test_a_job_with_any_character_is_taken_by_the_queue(text: str) -> None:
    queue = RememberingQueue(SetClock())
    job = replace(JOB, body={"text": text})
    put_on(queue, job)
    queue.put(json.dumps({"due": 0, "job": queue.texts[0]}), delay=5)
    assert from_text(json.loads(queue.texts[1])["job"]) == from_text(queue.texts[0]) == job


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"id": "x"}', '{"unknown": 1}'])
def test_what_is_no_job_is_an_error_and_not_half_a_job(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        from_text(text)


def test_the_same_bytes_at_the_same_time_are_the_same_job() -> None:
    assert job_id("1795402800", "command=%2Fscale") == job_id("1795402800", "command=%2Fscale")


def test_other_bytes_or_another_time_are_another_job() -> None:
    ids = {job_id("1795402800", "a"), job_id("1795402801", "a"), job_id("1795402800", "b")}
    assert len(ids) == 3


def test_jobs_on_the_same_thing_share_a_group_whoever_asks() -> None:
    assert JOB.group == replace(JOB, body={"user_id": "U0BO"}).group
    assert JOB.group != replace(JOB, topic="scale:worker").group


def test_jobs_that_only_look_are_grouped_by_who_asks() -> None:
    looking = replace(JOB, topic="")
    click = replace(looking, body={"user": {"id": "U0ANA"}})
    assert looking.group == click.group
    assert looking.group != replace(looking, body={"user_id": "U0BO"}).group


@pytest.mark.parametrize("name", ["web", "w b/ä:*", "g" * 255])
def test_a_group_is_what_sqs_takes_whatever_the_name(name: str) -> None:
    group = replace(JOB, topic=f"scale:{name}").group
    assert 1 <= len(group) <= 128
    assert group.isalnum()


def test_slacks_verification_token_is_not_kept() -> None:
    assert without_token({"token": "verification-token", "text": "web 4"}) == {"text": "web 4"}


COMMAND = {"command": "/scale", "user_id": "U0ANA", "team_id": "T0HOME", "channel_id": "C0OPS", "text": "web 4"}
CLICK = {"type": "block_actions", "user": {"id": "U0ANA", "team_id": "T0HOME"}, "team": {"id": "T0HOME"}}


@pytest.mark.parametrize("kept", [COMMAND, CLICK])
@pytest.mark.parametrize("said", [{"user": {"id": "U0ZOE", "team_id": "T0OTHER"}}, {"team": {"id": "T0OTHER"}}])
def test_what_is_done_in_the_name_of_somebody_is_done_in_that_of_their_workspace(
    kept: dict[str, object], said: dict[str, object]
) -> None:
    clicked = replace(JOB, body={"type": "block_actions", "user": {"id": "U0ZOE"}, **said})
    caller = caller_of(replace(JOB, body=in_the_name_of(clicked, replace(JOB, body=kept))))
    assert (caller.user_id, caller.team_id) == ("U0ZOE", "T0OTHER")


def test_what_a_job_acts_on_says_which_guards_protect_it() -> None:
    assert [guarded(topic) for topic in ("scale:web", "incident:i:in-hand", "shop:now", "")] == [
        "group",
        "alarm",
        None,
        None,
    ]


def test_a_job_is_valid_for_fifteen_minutes() -> None:
    assert not JOB.is_late(JOB.asked_at + timedelta(minutes=15))
    assert JOB.is_late(JOB.asked_at + timedelta(minutes=15, seconds=1))
