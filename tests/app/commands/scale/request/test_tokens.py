"""What people typed, word by word."""

from __future__ import annotations

import pytest

from app.commands.scale.request.tokens import Tokens, tokens_of


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("web 4", "web 4"),
        ("web = 4", "web 4"),
        ("web -> 4", "web 4"),
        ("“web”, 4.", "web 4"),
        ("*web* `4`!", "web 4"),
        ("(web) «4»", "web 4"),
        ("web *2", "web *2"),
        ("<@U0BO|web> <#C0OPS> 4", "web C0OPS 4"),
        ("web -&gt; 4", "web 4"),
        ("web 4 18:00 min=2", "web 4 18:00 min=2"),
        ("web + 50 %", "web +50%"),
        ("web 2 x", "web x2"),
        ("web x 2", "web x2"),
        ("web 2x", "web x2"),
        ("web 2 times", "web x2"),
        ("web +50 percent", "web +50%"),
        ("?", "?"),
        ("arn:aws:autoscaling:us-east-1:1:autoScalingGroup:x:autoScalingGroupName/web 4", "web 4"),
        ("", ""),
    ],
)
def test_the_words_without_what_is_around_them(said: str, words: str) -> None:
    assert next(iter(tokens_of(said))).words == tuple(words.split())


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("web=4", "web 4"),
        ("web:4", "web 4"),
        ("web->+2", "web +2"),
        ("desired=4", "desired 4"),
        ("a=b=4", "a b 4"),
    ],
)
def test_what_is_glued_is_parted_as_a_second_way(said: str, words: str) -> None:
    first, second = tokens_of(said)
    assert (first.words, second.words) == ((said,), tuple(words.split()))


@pytest.mark.parametrize("said", ["group:web", "min=2", "18:00", "2027-01-01T08:00"])
def test_what_is_one_word_stays_one(said: str) -> None:
    assert [tokens.words for tokens in tokens_of(said)] == [(said,)]


@pytest.mark.parametrize("said", ["web 5 --dry-run", "dry run web 5", "web dry–run 5", "-n web 5"])
def test_a_dry_run_can_be_said_anywhere(said: str) -> None:
    assert list(tokens_of(said)) == [Tokens(("web", "5"), is_dry_run=True)]


def test_a_lone_dash_is_a_minus_or_none() -> None:
    assert list(tokens_of("web - 1")) == [Tokens(("web", "-1"), is_sure=False), Tokens(("web", "1"), is_sure=False)]


def test_a_dash_before_a_word_adds_nothing() -> None:
    assert list(tokens_of("web - undo")) == [Tokens(("web", "undo"))]
