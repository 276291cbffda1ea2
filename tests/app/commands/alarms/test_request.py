"""What was typed after /alarms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.commands.alarms.request import parse
from app.commands.alarms.verbs.verb import Request

ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-5xx"


@pytest.mark.parametrize(
    ("typed", "request_"),
    [
        ("", Request()),
        ("list", Request()),
        ("show all alarms please", Request()),
        ("web-*", Request(words=("web-*",))),
        ("show `web-high-cpu`.", Request(words=("web-high-cpu",))),
        ('"list"', Request(quoted="list")),
        ("alarm:list", Request(quoted="list")),
        ("\u201cCPU is high\u201d", Request(quoted="CPU is high")),
        (ARN, Request(quoted="web-5xx", arn=ARN)),
        ("<http://web-5xx.example|web-5xx>", Request(words=("web-5xx",))),
        ('mute "end of day" for 2h because loud', Request("mute", ("for", "2h"), "loud", "end of day")),
        ('unmute "fails because full"', Request("unmute", quoted="fails because full")),
        ('show "mute"', Request(quoted="mute")),
        ("mute alarm:web-mem for 2h", Request("mute", ("web-mem", "for", "2h"))),
        (f"mute {ARN} for 2h", Request("mute", ("web-5xx", "for", "2h"), arn=ARN)),
        (f"show {ARN}", Request(words=("web-5xx",), arn=ARN)),
        ("web-* because we deploy", Request(words=("web-*",), reason="we deploy")),
    ],
)
def test_the_words_become_a_request(typed: str, request_: Request) -> None:
    assert replace(parse(typed), typed=()) == request_


def test_what_adds_nothing_is_kept_too_since_a_name_may_have_it() -> None:
    assert parse("The state of the shop").typed == ("The", "state", "of", "the", "shop")
    assert parse("please mute all of it for 2h because so").typed == ("all", "of", "it", "for", "2h")
