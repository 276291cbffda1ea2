"""The edge: what is signed goes to the App, everything else is answered here, and nothing raises."""

from __future__ import annotations

from typing import Any

import pytest

from app.base.errors import Later
from app.base.metrics import Metric
from app.config.secrets import Secret
from app.runtime.edge import Edge
from tests.fakes.bellhop import Bellhop

BODY = "command=%2Fecho&text=hello&user_id=U0ANA&channel_id=C0OPS&trigger_id=1.2"


def edge(bellhop: Bellhop, status: int = 200, fetch: Any = str, reference: str = "") -> tuple[Edge, list[Any]]:
    seen: list[Any] = []

    def acknowledge(event: dict[str, Any], context: Any) -> dict[str, Any]:
        seen.append(event)
        return {"statusCode": status, "body": "", "headers": {}}

    secret = Secret("SLACK_SIGNING_SECRET", reference or bellhop.slack.signing_secret, fetch)
    return Edge(secret, acknowledge, bellhop.clock), seen


def test_what_is_signed_goes_to_the_app(bellhop: Bellhop) -> None:
    made, seen = edge(bellhop)
    assert made.take(bellhop.signed(BODY), None)["statusCode"] == 200
    assert len(seen) == 1


def test_what_is_not_signed_never_gets_there(bellhop: Bellhop) -> None:
    made, seen = edge(bellhop)
    assert made.take(bellhop.signed(BODY, **{"x-slack-signature": "v0=" + "0" * 64}), None)["statusCode"] == 401
    assert seen == []


@pytest.mark.parametrize(
    ("headers", "counted"),
    [
        ({"x-slack-signature": "v0=" + "0" * 64}, {Metric.REJECTED: 1, Metric.BAD_SIGNATURES: 1}),
        ({"x-slack-signature": ""}, {Metric.REJECTED: 1}),
        ({"x-slack-request-timestamp": "1"}, {Metric.REJECTED: 1}),
    ],
    ids=["another secret", "no signature", "an old one"],
)
def test_a_wrong_secret_is_told_apart_from_a_flood(
    headers: dict[str, str], counted: dict[Metric, int], bellhop: Bellhop, caplog: pytest.LogCaptureFixture
) -> None:
    made, _ = edge(bellhop)
    made.take(bellhop.signed(BODY, **headers), None)
    assert [record.__dict__["metrics"] for record in caplog.records] == [counted]


def test_a_flood_without_signatures_costs_no_call(bellhop: Bellhop) -> None:
    fetched: list[str] = []

    def fetch(reference: str) -> str:
        fetched.append(reference)
        return "secret"

    made, _ = edge(bellhop, fetch=fetch, reference="ssm:/secret")
    for _ in range(100):
        made.take(bellhop.signed(BODY, **{"x-slack-signature": ""}), None)
    assert fetched == []
    for _ in range(100):
        made.take(bellhop.signed(BODY, **{"x-slack-signature": "v0=" + "0" * 64}), None)
    assert len(fetched) <= 2


def test_an_old_signature_is_measured_by_the_edges_own_clock(bellhop: Bellhop) -> None:
    made, seen = edge(bellhop)
    event = bellhop.signed(BODY)
    bellhop.clock.advance(3600)
    assert made.take(event, None)["statusCode"] == 401
    assert seen == []


def test_without_the_secret_slack_is_asked_to_come_again(bellhop: Bellhop) -> None:
    def fetch(reference: str) -> str:
        raise Later("AWS is busy.")

    made, seen = edge(bellhop, fetch=fetch, reference="ssm:/bellhop/signing-secret")
    assert made.take(bellhop.signed(BODY), None)["statusCode"] == 503
    assert seen == []


@pytest.mark.parametrize("status", [500, 503])
def test_what_could_not_be_taken_in_is_said_to_who_asked(status: int, bellhop: Bellhop) -> None:
    made, _ = edge(bellhop, status)
    answer = made.take(bellhop.signed(BODY), None)
    assert answer["statusCode"] == 200
    assert "nothing was done" in answer["body"]
