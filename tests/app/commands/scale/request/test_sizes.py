"""`min=A max=B N`: in any order, each once, up to the word that says when."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.base.errors import Wrong
from app.commands.scale.request.size import Size
from app.commands.scale.request.sizes import Sizes, read_sizes


def test_sizes_end_where_the_time_begins() -> None:
    found = read_sizes(["6", "max=12", "MIN=2", "for", "2h"], "web", ())
    assert found == (Sizes(Size(Decimal(6)), 2, 12), ["for", "2h"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("max=3 max=4", "`max=4` is given twice"),
        ("4 fro", "`fro` does not belong there. Did you mean `from` or `for`?"),
        ("min=-1", "Use `min=2`"),
        ("udno", "Did you mean `undo`?"),
    ],
)
def test_what_is_no_size_is_said_with_what_it_may_have_been(words: str, said: str) -> None:
    with pytest.raises(Wrong) as refusal:
        read_sizes(words.split(), "web", ("undo",))
    assert said in str(refusal.value)


def test_they_print_as_they_are_typed() -> None:
    assert str(Sizes(Size(Decimal(6)), 2, 12)) == "min=2 max=12 6"
