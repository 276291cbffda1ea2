"""Words of a mute or unmute that may mean several alarms, typed and pressed in Slack."""

from __future__ import annotations

from app.commands.alarms.buttons import CONFIRM
from tests.app.commands.alarms.test_muting import bellhop, last, muted
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop

__all__ = ["bellhop"]


def labels(bellhop: Bellhop) -> list[str]:
    return [each["text"]["text"] for block in last(bellhop)["blocks"] for each in block.get("elements", [])]


def test_a_near_name_is_a_button_that_mutes_exactly_it_for_as_long(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute web-mme for 2h because loud")
    assert seen(bellhop)[-1] == "There is no alarm `web-mme`. Did you mean this?"
    assert labels(bellhop) == ["Mute web-mem"]
    press(bellhop, last(bellhop), f"{CONFIRM}:0")
    bellhop.work()
    assert muted(bellhop) == ["web-mem"]
    assert (
        "muted `web-mem` until <!date^1795410" in seen(bellhop)[-1]
        and ", because loud. If it is in ALARM then" in seen(bellhop)[-1]
    )


def test_of_several_the_pressed_one_is_unmuted(bellhop: Bellhop) -> None:
    for name in ("web-mem", "web-disk"):
        type_in(bellhop, f"/alarms mute {name}")
    type_in(bellhop, "/alarms unmute web")
    asked = last(bellhop)
    assert labels(bellhop) == ["Unmute web-disk", "Unmute web-high-cpu", "Unmute web-mem"]
    press(bellhop, asked, f"{CONFIRM}:2")
    bellhop.work()
    assert muted(bellhop) == ["web-disk"]


def test_the_guards_count_for_who_presses(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute db-cpp")
    press(bellhop, last(bellhop), f"{CONFIRM}:0")
    bellhop.work()
    assert muted(bellhop) == []
    assert seen(bellhop)[-1].startswith("Nothing was done: ")
