"""What is told is not told again."""

from app.alarms.read.told import Told


def test_a_value_or_a_word_of_a_text_is_told() -> None:
    told = Told()
    told.add("CodePipeline: books FAILED")
    assert told.has("books")
    assert told.has("arn:aws:codepipeline:eu-west-1:123456789012:books")
    assert not told.has("book")
    assert not told.has("FAIL")


def test_a_name_is_not_told_by_a_longer_one_that_begins_with_it() -> None:
    told = Told()
    told.add("ECS: a task of service:orders-api")
    assert not told.has("orders")
    assert told.has("orders-api")


def test_a_version_is_told_by_the_words_that_have_it() -> None:
    told = Told()
    told.add("smtp; 550 5.1.1 user unknown")
    assert told.has("5.1.1")


def test_a_name_of_two_letters_is_told_once_it_is_the_title() -> None:
    told = Told()
    told.say_in_title([(("who",), "ci"), (("ok",), "true"), (("n",), "7")])
    assert told.has("arn:aws:iam::123456789012:user/ci")
    assert not told.has("true")
    assert not told.has("7")


def test_small_numbers_and_flags_are_facts_of_their_own() -> None:
    told = Told()
    told.add("12", "true")
    assert not told.has("12")
    assert not told.has("true")


def test_what_stands_below_a_told_path_is_told() -> None:
    told = Told()
    told.paths.add(("detail", "counts"))
    assert told.has_leaf(("detail", "counts", "HIGH"), "3")
    assert not told.has_leaf(("detail", "other"), "3")
