"""The codec: an incident is the same after its way through JSON, and older documents stay readable."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.alarms.decide.history import Change
from app.alarms.decide.incident import Incident, Mute, Response
from app.alarms.decide.target import MessageId, Target, ThreadLine
from app.alarms.read.transition import Child, State, Transition
from app.store.codec import decode, encode

moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
texts = st.text(max_size=20)
states = st.sampled_from(State)


def some(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


transitions = st.builds(
    Transition,
    arn=texts,
    name=texts,
    account=texts,
    region=texts,
    new=states,
    changed_at=moments,
    old=st.none() | states,
    reason=texts,
    children=some(st.builds(Child, arn=texts, name=texts, state=texts, since=st.none() | moments)),
    groups=some(texts),
    contributor=texts,
)
incidents = st.builds(
    Incident,
    id=texts,
    latest=transitions,
    began_at=moments,
    ended_at=st.none() | moments,
    changes=some(st.builds(Change, at=moments, old=st.none() | states, new=states)),
    responses=some(st.builds(Response, at=moments, user_id=texts, words=texts, id=texts)),
    targets=some(
        st.builds(
            Target,
            channel=texts,
            thread=some(st.builds(ThreadLine, id=texts, text=texts)),
            place=st.none() | st.builds(MessageId, channel=texts, ts=texts),
            shown_revision=st.integers(0, 99),
        )
    ),
    mute=st.none() | st.builds(Mute, until=moments, user_id=texts, rule=texts),
    revision=st.integers(0, 99),
)

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALARM = Transition("arn", "web", "123456789012", "us-east-1", new=State.ALARM, changed_at=NINE)
INCIDENT = Incident("i1", ALARM, began_at=NINE)


@given(incidents)
def test_an_incident_is_the_same_after_its_way_through_json(incident: Incident) -> None:
    assert decode(Incident, json.loads(json.dumps(encode(incident)))) == incident


def test_states_come_back_as_states_and_times_with_their_zone() -> None:
    back = decode(Incident, encode(INCIDENT))
    assert back.latest.new is State.ALARM
    assert back.began_at.utcoffset() == NINE.utcoffset()


def test_a_document_of_an_older_version_takes_the_defaults_of_what_it_lacks() -> None:
    stored = encode(INCIDENT)
    del stored["deeds"], stored["latest"]["contributor"]
    assert decode(Incident, stored) == INCIDENT


def test_a_renamed_field_keeps_its_stored_name() -> None:
    stored = encode(replace(INCIDENT, responses=(Response(NINE, "U0ANA", "scaled"),)))

    assert stored["deeds"][0]["words"] == "scaled"
    assert decode(Incident, stored).responses[0].words == "scaled"


def test_a_document_of_a_newer_version_may_hold_what_this_one_does_not_know() -> None:
    assert decode(Incident, {**encode(INCIDENT), "mood": "tense"}) == INCIDENT


def test_nothing_is_shared_with_the_value_that_was_encoded() -> None:
    stored = encode(INCIDENT)
    stored["latest"]["name"] = "another"
    assert replace(INCIDENT).latest.name == "web"
