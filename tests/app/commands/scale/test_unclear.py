"""What is said where a request may be one of several."""

from __future__ import annotations

from app.commands.scale.request.parse import Request
from app.commands.scale.unclear import several


def test_each_group_gets_the_whole_request_up_to_five() -> None:
    unclear = several(Request.parse("we 4 for 2h because so"), ["web", "web-v2"])
    assert str(unclear) == "`we` matches 2 groups. Which one?"
    assert [str(request) for request in unclear.requests] == ["web 4 for 2h because so", "web-v2 4 for 2h because so"]
    assert all(request.is_exact for request in unclear.requests)


def test_of_more_than_five_it_is_said_how_to_get_at_the_others() -> None:
    unclear = several(Request.parse("we 4"), [f"web-{number}" for number in range(9)])
    assert len(unclear.requests) == 5
    assert str(unclear) == "`we` matches 9 groups. Which one? These are the first 5: type more of it."
