"""A new verb of /scale is one module and one line in VERBS: nothing else knows its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_type_hints

import pytest

from app.aws.scaling import Capacity
from app.commands.scale.buttons import CONFIRM
from app.commands.scale.change_log import Changes
from app.commands.scale.plan import from_document
from app.commands.scale.request.first_change import first_change
from app.commands.scale.request.parse import Request, typed, words
from app.commands.scale.verbs import catalogue
from app.commands.scale.verbs.verb import Kind
from app.slack.messages.buttons import UNDO
from tests.app.commands.scale.test_approve import asked, pressed, text_of
from tests.app.commands.scale.test_progress import pass_by
from tests.app.commands.scale.verbs import halve
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web

# What is made of VERBS once a process.
MADE_OF_VERBS = (catalogue.parsers, catalogue.alone, catalogue.arguments, words, first_change)


@pytest.fixture
def with_halve() -> Iterator[None]:
    """With the verb `halve`, by the one line that it takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "VERBS", (*catalogue.VERBS, halve.VERB))
        for made in MADE_OF_VERBS:
            made.cache_clear()
        yield
    for made in MADE_OF_VERBS:
        made.cache_clear()


@pytest.fixture
def bellhop(listening_bellhop: Bellhop, with_halve: None) -> Bellhop:
    listening_bellhop.scaling.put(web(desired=6))
    listening_bellhop.scaling.is_slow = True
    return listening_bellhop


def test_a_new_verb_is_planned_confirmed_executed_and_followed_to_its_end(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web halve because it is night")
    question = asked(bellhop)
    assert "ana wants to halve *web* to 3 because it is night. Half of it goes." in question["text"]
    assert bellhop.scaling.changes == []

    pressed(bellhop, question, CONFIRM, user="U0BO")
    assert bellhop.scaling.changes == [("web", 3)]
    said = "<@U0ANA> halved *web* to 3 (min 1, max 8) because it is night, confirmed by <@U0BO>"
    assert text_of(bellhop, question).startswith(said)

    bellhop.scaling.arrive("web")
    pass_by(bellhop, 10)
    assert ":white_check_mark:" in text_of(bellhop, question)
    (change,) = Changes(bellhop.table, bellhop.clock).newest("web")
    assert (change.result.value, change.words) == ("done", "halved *web* to 3")
    assert change.more == ", confirmed by <@U0BO|>"


def test_a_new_verb_has_its_dry_run_its_undo_its_help_and_its_words(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale dry-run web halve")
    assert "ana would halve *web* to 3" in seen(bellhop)[-1]
    type_in(bellhop, "/scale halve web")
    assert "wants to halve *web* to 3" in seen(bellhop)[-1]
    type_in(bellhop, "/scale help")
    assert "`/scale GROUP halve`" in seen(bellhop)[-1]
    assert typed("halve") == "group:halve"
    assert Request.parse("web halve").changes


def test_a_new_verb_can_be_taken_back(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web halve")
    question = asked(bellhop)
    pressed(bellhop, question, CONFIRM)
    pressed(bellhop, question, UNDO)
    group = bellhop.scaling.group("web")
    assert group is not None
    assert group.capacity == Capacity(1, 8, 6)


def test_no_kind_shares_its_name_and_no_instruction_a_field_with_the_plan() -> None:
    kinds = [kind for verb in catalogue.VERBS for kind in verb.kinds]
    assert len({kind.name for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert not {"kind", "group", "reason", "warnings"} & set(get_type_hints(kind.instruction)), kind.name


def test_what_an_older_plan_lacks_takes_its_default_and_what_it_has_besides_is_dropped() -> None:
    data: dict[str, Any] = {
        "kind": "refresh",
        "group": "web",
        "step": "start",
        "before": None,
        "processes": [],
        "of_tomorrow": 1,
    }
    made = from_document(data)
    assert (made.done, made.reason, made.warnings) == ("started an instance refresh of *web*", "", ())


def test_every_kind_of_change_is_confirmed_by_a_button_that_names_it() -> None:
    unnamed = Kind.__dataclass_fields__["label"].default
    assert [kind.name for verb in catalogue.VERBS for kind in verb.kinds if kind.label is unnamed] == []
