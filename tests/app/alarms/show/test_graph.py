"""The widget that CloudWatch is to draw: for any alarm's metrics, and never in the way of the alarm."""

import json
from typing import Any

import pytest

from app.alarms.show.graph import widget
from tests.app.alarms.alarm_support import payload, transition


def drawn(name: str, **trigger: Any) -> dict[str, Any]:
    message = payload(name)
    if trigger:
        message["Trigger"] = {**message["Trigger"], **trigger}
    shown = widget(transition(message))
    assert shown
    return shown


@pytest.mark.parametrize("name", ["eventbridge_metric", "eventbridge_math", "eventbridge_contributor"])
def test_the_threshold_of_an_event_is_drawn_too(name: str) -> None:
    assert [line["value"] for line in drawn(name)["annotations"]["horizontal"]] in ([50], [10_000], [1])


@pytest.mark.parametrize("name", ["anomaly", "eventbridge_anomaly"])
def test_a_band_is_drawn_with_what_it_bounds(name: str) -> None:
    metric, band = drawn(name)["metrics"]
    assert (metric[-1]["id"], "visible" in metric[-1]) == ("m1", False)
    assert band[0]["expression"].startswith("ANOMALY_DETECTION_BAND(m1")
    assert drawn(name)["annotations"]["horizontal"] == []


@pytest.mark.parametrize(
    ("statistic", "wanted"),
    [
        ("AVERAGE", "Average"),
        ("SAMPLE_COUNT", "SampleCount"),
        ("SampleCount", "SampleCount"),
        ("p99", "p99"),
        ("IQM", "IQM"),
        ("TM(2%:98%)", "TM(2%:98%)"),
    ],
)
def test_statistics_are_spelled_as_the_widget_wants_them(statistic: str, wanted: str) -> None:
    assert drawn("metric", Statistic=statistic)["metrics"][0][-1]["stat"] == wanted


@pytest.mark.parametrize("period", [10**12, 10**30, -60, 0])
def test_a_period_that_cannot_be_is_drawn_all_the_same(period: int) -> None:
    shown = drawn("metric", Period=period)
    assert shown["period"] > 0
    assert "2025-" <= shown["start"] < shown["end"]


@pytest.mark.parametrize("threshold", ["NaN", "Infinity", "high"])
def test_a_threshold_that_is_no_number_is_no_line(threshold: str) -> None:
    shown = drawn("metric", Threshold=threshold)
    assert shown["annotations"]["horizontal"] == []
    json.dumps(shown, allow_nan=False)


def test_another_accounts_metric_is_asked_of_that_account() -> None:
    message = payload("math")
    of_ours, of_theirs, *_ = message["Trigger"]["Metrics"]
    of_ours["AccountId"], of_theirs["AccountId"] = message["AWSAccountId"], "222222222222"
    shown = widget(transition(message))
    assert shown
    assert [row[-1].get("accountId") for row in shown["metrics"]] == [None, "222222222222", None]
