"""The sandbox's GetMetricWidgetImage: a true PNG of the size that was asked for, and AWS's refusals."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from PIL import Image

from app.alarms.show.graph import widget
from tests.app.alarms.alarm_support import payload, transition
from tests.sandbox.aws.conftest import Fronts


def draw(fronts: Fronts, asked: Any) -> bytes:
    text = asked if isinstance(asked, str) else json.dumps(asked)
    return bytes(fronts.cloudwatch.get_metric_widget_image(MetricWidget=text)["MetricWidgetImage"])


@pytest.mark.parametrize("name", ["metric", "math", "anomaly", "percentile", "contributor", "eventbridge_metric"])
def test_what_bellhop_asks_for_is_drawn(name: str, fronts: Fronts) -> None:
    picture = Image.open(io.BytesIO(draw(fronts, widget(transition(payload(name))))))
    assert (picture.format, picture.size) == ("PNG", (480, 270))


def test_the_threshold_and_the_change_are_marked(fronts: Fronts) -> None:
    asked = widget(transition(payload("metric")))
    assert asked is not None
    plain = {**asked, "annotations": {}}
    assert draw(fronts, asked) != draw(fronts, plain)


@pytest.mark.parametrize("asked", ["no JSON", {"metrics": []}, {"metrics": [["a", "b"]], "width": 5000}])
def test_a_wrong_widget_is_refused(asked: Any, fronts: Fronts) -> None:
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        draw(fronts, asked)


def test_drawing_can_fail_on_request(fronts: Fronts) -> None:
    fronts.graphs.fails = True
    with pytest.raises(ClientError, match="InternalServiceFault"):
        draw(fronts, widget(transition(payload("metric"))))
