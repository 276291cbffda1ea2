"""Other people's Markdown, and JSON, as Slack can show it."""

import pytest

from app.alarms.show.markdown import as_mrkdwn, plain_title, readable
from tests.app.alarms.alarm_support import buttons, message_for, payload, seen_in_blocks
from tests.app.growth import assert_linear


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("see [run 881](https://a.b/881), now", "see run 881 (https://a.b/881), now"),
        ("see <https://a.b/881|run 881>", "see run 881 (https://a.b/881)"),
        ("<https://a.b/1>", "https://a.b/1"),
        ("**Refresh** failed", "*Refresh* failed"),
        ("## What to do\n- look\n* press", "*What to do*\n• look\n• press"),
        ("2 ** 3 ** 4 and a_b_c", "2 ** 3 ** 4 and a_b_c"),
        ("*bold* stays", "*bold* stays"),
    ],
)
def test_markdown_becomes_what_slack_shows(written: str, shown: str) -> None:
    assert as_mrkdwn(written) == shown


def test_a_description_that_is_json_is_lines_and_its_address_ends_where_it_ends() -> None:
    message = message_for(payload("description_json"))
    shown = seen_in_blocks(message)
    assert "Severity: P2\nTeam: orders\nRunbook: <https://wiki.example.com/rb/cpu>\nSummary: CPU is high" in shown
    assert "https://wiki.example.com/rb/cpu" in [button.get("url") for button in buttons(message)]


def test_what_is_no_json_stays() -> None:
    for text in ("{not json", "[see wiki]", "plain", "", "[]", "3"):
        assert readable(text) == text


@pytest.mark.parametrize("unit", ["[", "[a](", "<https://", "**", "**a", "# ", "- ", "[a](https://b", "<https://a|"])
def test_a_text_of_any_length_takes_no_longer(unit: str) -> None:
    assert_linear(lambda size: as_mrkdwn(unit * (size // len(unit))))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (":warning: Refresh of *orders* **failed**", "Refresh of orders failed"),
        ("`my_var_name` of _web_", "my_var_name of web"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        (":fire:", ":fire:"),
        ("", ""),
    ],
)
def test_a_title_has_no_formatting_that_would_end_its_own(written: str, shown: str) -> None:
    assert plain_title(written) == shown


@pytest.mark.parametrize("unit", ["*", "* ", ":a:", "_a", "`a *b "])
def test_a_title_is_read_in_linear_time(unit: str) -> None:
    assert_linear(lambda size: plain_title(unit * (size // len(unit))))
