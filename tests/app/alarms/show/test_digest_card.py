"""The digest's message and its list: counts, groups, the worst, and every single alarm on some page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.digest import SETTLED, Digest, Row
from app.alarms.read.transition import State
from app.alarms.show.digest_card import asked_page, digest_card, list_page
from sandbox.slack.limits import problems
from tests.app.alarms.alarm_support import assert_slack_takes, buttons, seen_in_blocks, seen_in_text

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DIGEST = Digest("d1", "C1", began_at=NINE, shown_at=NINE)
LONGEST = "a <!channel> & *name* `of` " + "x" * 228


def rows(count: int, state: State = State.ALARM, group: str = "", name: str = "alarm-{}") -> list[Row]:
    return [
        Row(f"i{number}", name.format(number), state, NINE, NINE + timedelta(seconds=number), "us-east-1", group)
        for number in range(count)
    ]


def test_it_counts_by_state_with_the_worst_first() -> None:
    shown = seen_in_blocks(digest_card(DIGEST, rows(1_200) + rows(3, State.OK, name="ok-{}")))
    assert "Alarm storm: 1,203 alarms" in shown
    assert ":red_circle: 1,200 ALARM · :large_green_circle: 3 OK" in shown


def test_it_counts_by_group_with_the_worst_first() -> None:
    shown = seen_in_blocks(digest_card(DIGEST, rows(2, group="worker") + rows(5, group="web", name="w-{}")))
    assert shown.index("`web`: 5") < shown.index("`worker`: 2")


def test_it_names_the_worst_and_says_how_many_more_there_are() -> None:
    shown = seen_in_blocks(digest_card(DIGEST, rows(30)))
    assert "alarm-0" in shown
    assert "and 20 more in the list" in shown


def test_what_is_over_is_not_among_the_worst() -> None:
    shown = seen_in_blocks(digest_card(DIGEST, rows(2) + rows(3, State.OK, name="recovered-{}")))
    assert "alarm-1" in shown
    assert "recovered" not in shown


def test_whom_only_recovered_alarms_call_is_called_no_more() -> None:
    over = [replace(row, mention="<@U0ANA>") for row in rows(2, State.OK)]
    assert_slack_takes(digest_card(DIGEST, over + rows(1)), pinged=())


def test_the_end_of_a_storm_says_how_long_it_lasted() -> None:
    over = [replace(row, changed_at=NINE + timedelta(minutes=7)) for row in rows(9, State.OK)]
    past = replace(DIGEST, closed_at=NINE, shown_at=NINE + SETTLED)
    shown = seen_in_blocks(digest_card(past, over))
    assert "9 alarms back to OK" in shown
    assert "7 min" in shown


def test_whom_the_routes_call_is_called_once() -> None:
    called = [replace(row, mention="<!subteam^S0OPS>") for row in rows(4)]
    message = digest_card(DIGEST, called)
    assert seen_in_blocks(message).count("<!subteam^S0OPS>") == 1
    assert_slack_takes(message, pinged=("<!subteam^S0OPS>",))


@pytest.mark.parametrize("name", ["alarm-{}", LONGEST[:240] + "{}"])
def test_any_storm_fits_into_slack(name: str) -> None:
    many = [row for group in range(60) for row in rows(17, group=f"{group}-{'g' * 200}", name=f"{group}{name}")]
    for message in (digest_card(DIGEST, many), list_page(DIGEST, many, 0, "l1"), list_page(DIGEST, many, 500, "l1")):
        assert_slack_takes(message)


def test_the_list_goes_through_every_alarm() -> None:
    all_rows = rows(1_000, name="<alarm-{}>")
    seen, start, pages = set(), 0, 0
    while True:
        page = list_page(DIGEST, all_rows, start, "l1")
        pages += 1
        shown = seen_in_blocks(page)
        seen |= {row.name for row in all_rows if row.name in shown}
        following = [each for each in buttons(page) if each["action_id"] == "digest_list:next"]
        if not following:
            break
        digest_id, start, list_id = asked_page(following[0]["value"])
        assert (digest_id, list_id) == ("d1", "l1")
    assert len(seen) == 1_000
    assert pages == 25


def test_the_first_page_has_no_way_back_and_the_last_no_way_on() -> None:
    names = [
        [each["action_id"] for each in buttons(list_page(DIGEST, rows(100), start, "l1"))] for start in (0, 40, 80)
    ]
    assert names == [["digest_list:next"], ["digest_list:previous", "digest_list:next"], ["digest_list:previous"]]


@pytest.mark.parametrize("value", ["d1", "d1:", "d1:x", "d1:-5"])
def test_a_page_that_nobody_knows_is_the_first(value: str) -> None:
    assert asked_page(value) == ("d1", 0, "")


def test_a_page_beyond_the_end_is_the_first() -> None:
    assert "Alarms 1 to 3 of 3" in seen_in_text(list_page(DIGEST, rows(3), 400, "l1"))


@pytest.mark.parametrize("name", ["alarm-{}", LONGEST + "{}"])
def test_a_phones_lock_screen_shows_how_many_in_which_state_and_the_worst_ones_name(name: str) -> None:
    all_rows = rows(1_200, name=name) + rows(12, State.NO_DATA, name="n-{}") + rows(60, State.OK, name="ok-{}")
    glance = digest_card(DIGEST, all_rows).text[:100]
    assert "1,272 alarms (1,200 ALARM, 12 INSUFFICIENT_DATA, 60 OK)" in glance
    assert f"worst {name[:2]}" in glance


def test_groups_of_one_name_in_several_accounts_or_regions_are_counted_apart() -> None:
    here = rows(3, group="web")
    there = [replace(row, account="222222222222", region="eu-west-1") for row in rows(2, group="web")]
    shown = seen_in_blocks(digest_card(DIGEST, [replace(row, account="123456789012") for row in here] + there))
    assert "`web` in 123456789012, us-east-1: 3" in shown
    assert "`web` in 222222222222, eu-west-1: 2" in shown


def test_alarms_without_a_group_are_counted_together_wherever_they_are() -> None:
    there = [replace(row, account="222222222222") for row in rows(2)]
    shown = seen_in_blocks(digest_card(DIGEST, [*rows(3), *there, *rows(1, group="web")]))
    assert "no group or service: 5" in shown


def test_the_worst_say_their_value_against_their_threshold() -> None:
    (row,) = rows(1)
    shown = seen_in_blocks(digest_card(DIGEST, [replace(row, value="93.2 %", limit="> 80 %")]))
    assert "*93.2 %* (> 80 %)" in shown


def test_those_furthest_beyond_their_threshold_are_shown() -> None:
    many = [replace(row, excess=float(number)) for number, row in enumerate(rows(30))]
    shown = seen_in_blocks(digest_card(DIGEST, many))
    assert [f"alarm-{number}|" in shown for number in (29, 20, 19, 0)] == [True, True, False, False]


def test_rows_of_alarms_that_are_over_fold_away() -> None:
    over, gone = rows(12, State.OK, name="ok-{}"), rows(1, State.DELETED, name="gone-{}")
    shown = seen_in_blocks(digest_card(DIGEST, rows(2) + over + gone))
    assert "and 12 that are OK again" in shown
    assert "and 1 that was deleted" in shown
    assert "ok-1" not in shown


def test_while_all_are_over_but_more_may_come_the_storm_is_not_said_to_be_over() -> None:
    shown = seen_in_blocks(digest_card(replace(DIGEST, closed_at=NINE), rows(3, State.OK)))
    assert "Alarm storm: 3 alarms* since" in shown
    assert "all back to OK" in shown
    assert "is over" not in shown


@pytest.mark.parametrize(("cards", "words"), [(0, ""), (1, "One of them has a card"), (5, "5 of them have cards")])
def test_it_says_how_many_have_cards(cards: int, words: str) -> None:
    some = [replace(row, has_card=number < cards) for number, row in enumerate(rows(9))]
    shown = seen_in_blocks(digest_card(DIGEST, some))
    assert words in shown
    assert ("of their own" in shown or "of its own" in shown.partition("\n")[0]) == bool(cards)


def names_of_buttons(some: list[Row]) -> list[str]:
    return [each["action_id"] for each in buttons(digest_card(DIGEST, some))]


def test_what_is_in_alarm_can_be_acknowledged_until_all_of_it_is_and_muted_also_again() -> None:
    red, over = rows(3), rows(3, State.OK)
    taken = [replace(row, taken_by="U0ANA") for row in red]
    muted = [replace(row, muted_until=NINE) for row in red]
    assert names_of_buttons(red) == ["digest_ack", "digest_mute", "digest_list:all"]
    assert names_of_buttons(taken) == ["digest_release", "digest_mute", "digest_list:all"]
    assert names_of_buttons(taken[:2] + red[2:]) == ["digest_ack", "digest_release", "digest_mute", "digest_list:all"]
    assert names_of_buttons(muted) == ["digest_ack", "digest_mute", "digest_unmute", "digest_list:all"]
    assert names_of_buttons(over) == ["digest_list:all"]


def test_it_says_who_is_on_how_many_by_name() -> None:
    some = [replace(row, taken_by="U0ANA" if number else "U0BO") for number, row in enumerate(rows(4))]
    assert ":eyes: Acknowledged: 3 by <@U0ANA|>, 1 by <@U0BO|>." in seen_in_blocks(digest_card(DIGEST, some))


@pytest.mark.parametrize("name", ["alarm-{}", LONGEST[:240] + "{}"])
def test_rows_with_all_that_can_be_said_fit_into_slack(name: str) -> None:
    many = [
        replace(
            row, value="9" * 99, limit="<" * 99, taken_by="U0123456789", muted_until=NINE, mention="<!subteam^S0OPS>"
        )
        for row in rows(500, name=name)
    ]
    for message in (digest_card(DIGEST, many), list_page(DIGEST, many, 0, "l1")):
        assert problems({"text": message.text, "blocks": message.block_dicts()}) == []
