"""Which way is meant, by the groups that there are."""

from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.commands.scale.meaning import meant_by
from app.commands.scale.request.readings import readings
from app.commands.scale.unclear import NoSuchGroup, Unclear

NAMES = ("web", "worker", "shop-eu", "shop-us")


@pytest.mark.parametrize(
    ("text", "names", "meant"),
    [
        ("set web 4", NAMES, "web 4"),
        ("set web to 4", (*NAMES, "set", "to"), "web 4"),
        ("set 4", (*NAMES, "set"), "set 4"),
        ("set to 4", (*NAMES, "to"), "to 4"),
        ("set 4", (*NAMES, "4"), "4"),
        ("web4", (*NAMES, "web4"), "web4"),
        ("web=4", (*NAMES, "web=4"), "web=4"),
        ("`web` 4", (*NAMES, "`web`"), "`web` 4"),
        ("status", (*NAMES, "status"), "status"),
        ("status", NAMES, ""),
        ("undo WORK", NAMES, "worker undo"),
        ("web 4", ("web", "WEB"), "web 4"),
    ],
)
def test_a_name_that_is_exactly_there_beats_everything_and_then_the_likeliest_way(
    text: str, names: tuple[str, ...], meant: str
) -> None:
    request = meant_by(readings(text), names)
    assert (str(request), request.is_exact) == (meant, bool(meant))


@pytest.mark.parametrize(
    ("text", "said", "offered"),
    [
        ("web4", "Did you mean `/scale web 4`?", ["web 4"]),
        ("web four because so", "Did you mean `/scale web 4 because so`?", ["web 4 because so"]),
        ("web - 1", "Did you mean one of these?", ["web -1", "web 1"]),
        ("shop 4", "`shop` matches 2 groups. Which one?", ["shop-eu 4", "shop-us 4"]),
        ("wbe 4", "There is no Auto Scaling group `wbe`. Did you mean this?", ["web 4"]),
        ("hsitory", "There is no Auto Scaling group `hsitory`. Did you mean this?", ["history"]),
    ],
)
def test_what_is_not_sure_is_offered(text: str, said: str, offered: list[str]) -> None:
    with pytest.raises(Unclear) as unclear:
        meant_by(readings(text), NAMES)
    assert (str(unclear.value), [str(request) for request in unclear.value.requests]) == (said, offered)


@pytest.mark.parametrize("names", [("Web", "WEB"), ("webs", "cobweb")])
def test_names_that_differ_in_case_only_or_are_parts_of_others_are_a_choice(names: tuple[str, ...]) -> None:
    with pytest.raises(Unclear) as unclear:
        meant_by(readings("set web 4"), names) if names[0] == "Web" else meant_by(readings("set eb 4"), names)
    assert {request.group for request in unclear.value.requests} == set(names)


def test_no_group_is_said_before_what_is_wrong_with_the_words() -> None:
    with pytest.raises(NoSuchGroup, match="There is no Auto Scaling group `frob`"):
        meant_by(readings("frob 4"), NAMES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("set web frob", "`frob` is not a size. Try `/scale web 4`"),
        ("4", "Which group? Try `/scale GROUP 4`."),
        ("double", "Which group? Try `/scale GROUP x2`."),
        ("undo", "Which group? Try `/scale GROUP undo`."),
    ],
)
def test_what_is_wrong_is_told_of_the_group_that_is_there(text: str, said: str) -> None:
    with pytest.raises(Wrong) as wrong:
        meant_by(readings(text), NAMES)
    assert str(wrong.value).startswith(said)
