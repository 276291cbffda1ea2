"""Slack's limits of the data_visualization block, as its reference has them ("Data visualization block").

The most charts in a message are not in it: vercel/chat#696 found them in Slack's answers.
"""

import math
from typing import Any

from sandbox.slack.shapes import Report, Shape, items, one_of, string

MOST_IN_A_MESSAGE = 2
LABEL, TITLE = string(20, 1), string(50, 1)


def value(report: Report, pointer: str, given: Any) -> None:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        report.add("must provide a number", pointer)


_POINT = Shape(("label", "value"), {"label": LABEL, "value": value})
_SERIES = Shape(("name", "data"), {"name": LABEL, "data": items(_POINT, 20)})
_AXES = Shape(("categories",), {"categories": items(LABEL, 20), "x_label": TITLE, "y_label": TITLE})
_PLOT = Shape(
    ("type", "series", "axis_config"),
    {"type": one_of("bar", "area", "line"), "series": items(_SERIES, 6), "axis_config": _AXES},
)
_PIE = Shape(("type", "segments"), {"type": one_of("pie"), "segments": items(_POINT, 6)})


def chart(report: Report, pointer: str, given: Any) -> None:
    """Each series has its own name, and one value for each of the categories."""
    shape = _PIE if isinstance(given, dict) and given.get("type") == "pie" else _PLOT
    before = len(report.problems)
    shape(report, pointer, given)
    if shape is _PIE or len(report.problems) > before:
        return
    names = [series["name"] for series in given["series"]]
    if len(set(names)) < len(names):
        report.add("the names of the series must be unique", f"{pointer}/series")
    for index, series in enumerate(given["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(given["axis_config"]["categories"]):
            report.add("must have one value for each category", f"{pointer}/series/{index}/data")
