"""What every verb has in common."""

from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.commands.scale.verbs.undo import Undo
from app.commands.scale.verbs.verb import Typed, nothing_more


def test_a_verb_that_stands_by_itself_takes_no_more_words() -> None:
    read = nothing_more(Undo())
    assert read([], Typed("web")) == Undo()
    with pytest.raises(Wrong, match="`it` does not belong there"):
        read(["it"], Typed("web"))
