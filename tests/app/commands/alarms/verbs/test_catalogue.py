"""The verbs of /alarms."""

from __future__ import annotations

from app.commands.alarms.verbs.catalogue import VERBS, help_text, verb_for


def test_a_word_is_of_one_verb_and_in_lower_case() -> None:
    words = [word for verb in VERBS for word in verb.words]
    assert len(set(words)) == len(words)
    assert all(word == word.casefold() for word in words)


def test_each_verb_has_a_line_of_help() -> None:
    assert all(line in help_text() for verb in VERBS for line in verb.help)
    assert all(verb.help for verb in VERBS)


def test_what_is_no_verb_is_left_to_the_one_without_a_word() -> None:
    assert verb_for("web-5xx") is None
    assert verb_for("") is not None
