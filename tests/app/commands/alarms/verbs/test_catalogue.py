"""The verbs of /alarms."""

from __future__ import annotations

from app.commands.alarms import EVERY_VERB, help_text
from app.commands.alarms.verbs.catalogue import verb_for


def test_a_word_is_of_one_verb_and_in_lower_case() -> None:
    words = [word for verb in EVERY_VERB for word in verb.words]
    assert len(set(words)) == len(words)
    assert all(word == word.casefold() for word in words)


def test_each_verb_has_a_line_of_help() -> None:
    assert all(line in help_text() for verb in EVERY_VERB for line in verb.help)
    assert all(verb.help for verb in EVERY_VERB)


def test_a_word_that_is_no_verb_has_none() -> None:
    assert verb_for("web-5xx") is None
    assert verb_for("") is None
