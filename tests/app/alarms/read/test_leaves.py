"""Scalars with their paths."""

from app.alarms.read.leaves import leaves_of, opened, without


def test_json_in_a_text_and_pairs_are_opened() -> None:
    body = {"cause": '{"error": "x"}', "tags": [{"Key": "team", "Value": "shop"}], "text": "{no json"}
    assert opened(body) == {"cause": {"error": "x"}, "tags": [{"team": "shop"}], "text": "{no json"}


def test_the_values_of_a_list_stand_together() -> None:
    (names, counts) = leaves_of({"steps": [{"name": "a", "n": 1}, {"name": "b", "n": 1}]})
    assert (names.path, names.values) == (("steps", "name"), ("a", "b"))
    assert counts.values == ("1",)


def test_what_is_told_is_left_out_with_what_is_empty_then() -> None:
    body = {"a": {"b": "told"}, "c": [{"d": "told"}, {"d": "new"}], "e": None, "f": []}
    assert without(body, lambda path, value: value == "told") == {"c": [{"d": "new"}]}
    assert without({"a": "told"}, lambda path, value: True) is None
