"""Mrkdwn: untrusted text is harmless, cut text stays valid, and similar names are offered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.messages.text import (
    NAME_LIMIT,
    code,
    cut,
    duration,
    escape,
    lasted,
    mention,
    middle,
    moment,
    named,
    near,
    preformatted,
    shorten,
    who_has,
    within,
)
from sandbox.slack.pings import pings

NINE = datetime(2026, 11, 23, 9, 0, 5, tzinfo=UTC)


@given(st.text())
def test_escaped_text_pings_nobody_and_comes_back_as_it_was(text: str) -> None:
    escaped = escape(text)
    assert pings(escaped) == []
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@pytest.mark.parametrize("evil", ["<!channel>", "<@U0ANA>", "<!subteam^S0OPS>", "<#C0OPS>", "<https://evil|good>"])
def test_mentions_and_links_in_untrusted_text_are_harmless(evil: str) -> None:
    for written in (escape(evil), code(evil), preformatted(evil)):
        assert "<" not in written
        assert pings(written) == []


@given(st.text())
def test_inline_code_has_its_two_backticks_and_no_more(text: str) -> None:
    assert code(text).count("`") == 2


@given(st.text(alphabet="`a<&"), st.integers(20, 60))
def test_a_block_of_code_is_closed_within_its_limit(text: str, limit: int) -> None:
    block = preformatted(text, limit)
    assert len(block) <= limit
    assert block.startswith("```")
    assert block.endswith("```")
    assert "```" not in block[3:-3]


@given(st.text(alphabet="ab<>&"), st.integers(1, 30))
def test_shortened_text_keeps_its_limit_and_cuts_no_entity(text: str, limit: int) -> None:
    short = shorten(escape(text), limit)
    assert len(short) <= limit
    without_entities = short.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert "&" not in without_entities


def test_what_fits_is_not_shortened() -> None:
    assert shorten("12345", 5) == "12345"
    assert shorten("123456", 5) == "1234…"


@pytest.mark.parametrize("limit", range(1, 40))
def test_cut_mrkdwn_has_no_half_of_a_mention_or_date(limit: int) -> None:
    short = cut(f"by {mention('U0ANA')} at {moment(NINE)} and more words", limit)
    assert len(short) <= limit
    assert short.count("<") == short.count(">")


def test_a_moment_is_shown_in_each_readers_own_zone() -> None:
    epoch = int(NINE.timestamp())
    assert moment(NINE) == f"<!date^{epoch}^{{time_secs}} {{date_short_pretty}}|2026-11-23 09:00:05 UTC>"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=-3), "0 s"),
        (timedelta(seconds=4), "4 s"),
        (timedelta(seconds=59.6), "1 min"),
        (timedelta(minutes=3, seconds=20), "3 min 20 s"),
        (timedelta(hours=2, minutes=5, seconds=9), "2 h 5 min"),
        (timedelta(days=3, hours=4, minutes=5), "3 d 4 h"),
    ],
)
def test_a_duration_is_its_two_largest_units(span: timedelta, words: str) -> None:
    assert duration(span) == words


def test_what_is_over_never_lasted_0_s() -> None:
    assert lasted(timedelta(seconds=0.4)) == "less than a second"
    assert lasted(timedelta(seconds=61)) == "1 min 1 s"


@pytest.mark.parametrize(
    ("word", "offer"),
    [
        ("wbe", " Did you mean `web`?"),
        ("WEB", " Did you mean `web`?"),
        ("queue", " Did you mean `worker-queue-depth`?"),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_near_names_are_offered(word: str, offer: str) -> None:
    assert near(word, ["web", "worker-queue-depth"]) == offer


def test_at_most_three_near_names_are_offered() -> None:
    assert near("web", [f"web-{number}" for number in range(9)]).count("`") == 6


def test_one_letter_is_not_offered_every_name_that_has_it() -> None:
    assert near("I", ["history", "schedule"]) == ""
    assert near("his", ["history", "schedule"]) == " Did you mean `history`?"


def test_lines_that_do_not_fit_are_left_out() -> None:
    assert within(["aaaa", "bbbb", "cc"], most=3, limit=10) == ["aaaa", "bbbb"]
    assert within(["a", "b", "c"], most=2, limit=100) == ["a", "b"]


def test_a_line_fits_with_the_longest_name_in_it() -> None:
    line = f"{named('U0ANA')} did"
    assert within([line], most=1, limit=NAME_LIMIT + 4) == []
    assert within([line], most=1, limit=NAME_LIMIT + 5) == [line]


@pytest.mark.parametrize(("text", "short"), [("abcdef", "abcdef"), ("abcdefg", "ab…efg"), ("a" * 9 + "z", "aa…aaz")])
def test_a_cut_in_the_middle_keeps_both_ends_within_the_limit(text: str, short: str) -> None:
    assert middle(text, 6) == short


def test_who_did_it_is_you_for_whoever_did_it() -> None:
    assert (who_has("U0ANA", "U0ANA"), who_has("U0ANA", "U0BO")) == ("You have", "<@U0ANA|> has")
