"""What one can wish of /scale: words in, a wish or a sentence out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.scale.wish import Size, Wish
from app.errors import Wrong
from sandbox.slack.pings import pings


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("", Wish()),
        ("web", Wish("web")),
        ("web 4", Wish("web", Size(4))),
        ("web 0", Wish("web", Size(0))),
        ("web +2", Wish("web", Size(2, relative=True))),
        ("web -1", Wish("web", Size(-1, relative=True))),
        ("  web   04 ", Wish("web", Size(4))),
        ("web:blue/green 4", Wish("web:blue/green", Size(4))),
        ("4 4", Wish("4", Size(4))),
    ],
)
def test_the_words_are_read_as_a_wish(words: str, wish: Wish) -> None:
    assert Wish.parse(words) == wish


@pytest.mark.parametrize("dash", ["−", "–"])
def test_the_typographic_minus_of_a_phone_is_a_minus(dash: str) -> None:
    assert Wish.parse(f"web {dash}2") == Wish("web", Size(-2, relative=True))


@pytest.mark.parametrize("word", ["four", "4x", "--2", "+", "4.5", "1e3", "٤", "<!channel>"])
def test_what_is_no_size_is_said_with_what_to_type_instead(word: str) -> None:
    with pytest.raises(Wrong, match=r"is not a size\. Type a number, such as `/scale web 4`") as wrong:
        Wish.parse(f"web {word}")
    assert pings(str(wrong.value)) == []


def test_a_word_too_many_is_named_with_the_words_that_are_enough() -> None:
    with pytest.raises(Wrong, match=r"one word too many: `please`\. Type `/scale web \+3`"):
        Wish.parse("web +3 please")


def test_a_number_beyond_counting_is_said_as_such() -> None:
    with pytest.raises(Wrong, match="more than Auto Scaling can count"):
        Wish.parse("web 1000000000")


@pytest.mark.parametrize(("size", "after"), [(Size(4), 4), (Size(2, True), 5), (Size(-2, True), 1), (Size(0, True), 3)])
def test_a_size_is_so_many_or_so_many_more_or_fewer_than_now(size: Size, after: int) -> None:
    assert size.from_now(3) == after


groups = st.text(min_size=1, max_size=20).filter(lambda name: name.split() == [name])
sizes = st.integers(0, 10**9 - 1).map(Size) | st.integers(1 - 10**9, 10**9 - 1).map(lambda n: Size(n, relative=True))


@given(st.just(Wish()) | st.builds(Wish, groups, st.none() | sizes))
def test_a_printed_wish_parses_back_to_itself(wish: Wish) -> None:
    assert Wish.parse(str(wish)) == wish


@given(st.text())
def test_no_text_raises_anything_but_wrong(words: str) -> None:
    try:
        Wish.parse(words)
    except Wrong as wrong:
        assert pings(str(wrong)) == []


@given(groups, st.text(alphabet="+-−–0123456789", max_size=14))
def test_no_size_raises_anything_but_wrong(group: str, size: str) -> None:
    try:
        wish = Wish.parse(f"{group} {size}")
    except Wrong:
        return
    assert wish.group == group
