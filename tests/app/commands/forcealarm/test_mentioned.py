"""Which names a message may hold: the likeliest first, and never more than CloudWatch looks up in one call."""

from __future__ import annotations

import pytest

from app.commands.forcealarm.mentioned import MOST, names_in

ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-high-cpu"


@pytest.mark.parametrize(
    "text",
    [
        "ALARM: web-high-cpu (80 > 70)",
        'ALARM: "web-high-cpu" in US East (N. Virginia)',
        "[FIRING] *web-high-cpu* is red",
        f"see {ARN}",
        f"{ARN}&gt;",
        "<https://us-east-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=us-east-1#alarmsV2:alarm/web-high-cpu|open>",
        "who knows what web-high-cpu, which rang again, is?",
        "- Name:   web-high-cpu\n- State Change:  OK -&gt; ALARM",
        "`web-high-cpu`",
        "(web-high-cpu)",
    ],
)
def test_the_name_is_found_wherever_it_stands(text: str) -> None:
    assert "web-high-cpu" in names_in(text)


@pytest.mark.parametrize(
    "text",
    ['"CPU of the shop" is red', "ALARM: CPU of the shop (80 > 70)", "red: CPU of the shop again", "CPU of the shop"],
)
def test_a_name_of_several_words_too(text: str) -> None:
    assert "CPU of the shop" in names_in(text)


def test_a_name_in_a_link_is_decoded() -> None:
    assert "CPU of the shop" in names_in("<https://console/#alarmsV2:alarm/CPU%20of%20the%20shop?x=1>")


def test_the_likeliest_are_first() -> None:
    assert names_in("the old thing-1 said ALARM: web-high-cpu (80)")[0] == "web-high-cpu"
    assert names_in(f"thing-1 {ARN}")[0] == "web-high-cpu"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "*", "x" * 20_000, "a-1 " * 5_000, "<" * 500, '"' * 999])
def test_whatever_it_says_few_names_come_of_it(text: str) -> None:
    names = names_in(text)
    assert len(names) <= MOST
    assert all(1 < len(name) <= 255 for name in names)
