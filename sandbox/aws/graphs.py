"""GetMetricWidgetImage: a PNG of the metrics that ministack keeps, with the widget's annotations."""

import io
import json
from asyncio import to_thread
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageFont

from sandbox.aws.account import HOME_PLACE, Place
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.protocol import AwsError

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient

NOT_JSON = "The value for MetricWidget is not valid JSON."
NO_METRICS = "The field metrics must be given, with 1 to 100 metrics."
BAD_SIZE = "width and height must be from 1 to 2000."
NOT_NOW = "The sandbox was told not to draw."
COLOURS = ("#1f77b4", "#ff7f0e", "#9467bd", "#8c564b", "#17becf")
LEFT, TOP, RIGHT, BOTTOM = 52, 30, 10, 26
LETTERS = 15  # pixels: a phone shows the picture at two thirds of its size
GRID_LINES = 4
DOT = 3  # pixels
WHITE, GREY, BLACK = "#ffffff", "#d5dbdb", "#16191f"

Point = tuple[datetime, float]


class Graphs:
    """Draws widgets; `fails` makes it fail."""

    def __init__(self, ministack: Endpoint, place: Place = HOME_PLACE) -> None:
        self._metrics: CloudWatchClient = root_client("cloudwatch", ministack, place)
        self.fails = False

    async def draw(self, params: dict[str, Any]) -> dict[str, Any]:
        if self.fails:
            raise AwsError("InternalServiceFault", NOT_NOW, 500)
        widget = _checked(params["MetricWidget"])
        start, end = _time(widget["start"]), _time(widget["end"])
        lines = [line for row in widget["metrics"] if (line := await to_thread(self._line, row, widget, start, end))]
        return {"MetricWidgetImage": _png(widget, lines, start, end)}

    def _line(self, row: list[Any], widget: dict[str, Any], start: datetime, end: datetime) -> list[Point]:
        """The datapoints of a plain metric; expressions are not computed here."""
        options = row[-1] if isinstance(row[-1], dict) else {}
        names = [part for part in row if isinstance(part, str)]
        if len(names) < 2 or options.get("visible") is False:
            return []
        dimensions = [{"Name": name, "Value": value} for name, value in zip(names[2::2], names[3::2], strict=False)]
        statistic = options.get("stat", "Average")
        answer = self._metrics.get_metric_statistics(
            Namespace=names[0],
            MetricName=names[1],
            Dimensions=dimensions,  # type: ignore[arg-type]
            StartTime=start,
            EndTime=end,
            Period=int(options.get("period") or widget.get("period", 300)),
            Statistics=[statistic],
        )
        points: list[dict[str, Any]] = [dict(point) for point in answer.get("Datapoints", [])]
        return sorted((point["Timestamp"], float(point.get(statistic, 0.0))) for point in points)


def _checked(text: str) -> dict[str, Any]:
    try:
        widget = json.loads(text)
    except ValueError:
        raise AwsError("InvalidParameterValue", NOT_JSON) from None
    metrics = widget.get("metrics") if isinstance(widget, dict) else None
    if not isinstance(metrics, list) or not 1 <= len(metrics) <= 100:
        raise AwsError("InvalidParameterValue", NO_METRICS)
    if not all(1 <= int(widget.get(side, 400)) <= 2000 for side in ("width", "height")):
        raise AwsError("InvalidParameterValue", BAD_SIZE)
    now = datetime.now(UTC)
    earlier = (now - timedelta(hours=3)).isoformat()
    return {"width": 600, "height": 400, "start": earlier, "end": now.isoformat(), **widget}


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


def _png(widget: dict[str, Any], lines: list[list[Point]], start: datetime, end: datetime) -> bytes:
    picture = Image.new("RGB", (int(widget["width"]), int(widget["height"])), WHITE)
    _Plot(ImageDraw.Draw(picture), picture.size, widget, lines, start, end).draw()
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class _Plot:
    """One drawing: where a time and a value lie on it."""

    def __init__(
        self,
        pen: ImageDraw.ImageDraw,
        size: tuple[int, int],
        widget: dict[str, Any],
        lines: list[list[Point]],
        start: datetime,
        end: datetime,
    ) -> None:
        self._pen, (self._width, self._height) = pen, size
        self._font = ImageFont.load_default(LETTERS)
        self._widget, self._lines, self._start, self._end = widget, lines, start, end
        annotations = widget.get("annotations", {})
        self._horizontal = annotations.get("horizontal", [])
        self._vertical = annotations.get("vertical", [])
        values = [value for line in lines for _, value in line] + [float(each["value"]) for each in self._horizontal]
        self._top = max([*values, 1.0]) * 1.1

    def draw(self) -> None:
        self._write((LEFT, 5), str(self._widget.get("title", "")))
        for step in range(GRID_LINES + 1):
            value = self._top * step / GRID_LINES
            self._across(value, GREY)
            self._write((4, self._y(value) - LETTERS / 2 - 2), f"{value:.3g}")
        for share in (0.0, 0.45, 0.9):
            at = self._start + (self._end - self._start) * share
            self._write((self._x(at), self._height - BOTTOM + 6), f"{at:%H:%M}")
        for number, line in enumerate(self._lines):
            places, colour = [(self._x(at), self._y(value)) for at, value in line], COLOURS[number % len(COLOURS)]
            self._pen.line(places, fill=colour, width=2)
            for x, y in places:  # a line of one point is invisible
                self._pen.ellipse([(x - DOT, y - DOT), (x + DOT, y + DOT)], fill=colour)
        for mark in self._horizontal:
            self._across(float(mark["value"]), mark.get("color", BLACK), str(mark.get("label", "")))
        for mark in self._vertical:
            x = self._x(_time(mark["value"]))
            self._pen.line([(x, TOP), (x, self._height - BOTTOM)], fill=mark.get("color", BLACK), width=2)
            label = str(mark.get("label", ""))
            beside = x - 4 - self._font.getlength(label) if x > self._width / 2 else x + 4
            self._write((beside, TOP), label, mark.get("color", BLACK))

    def _across(self, value: float, colour: str, label: str = "") -> None:
        y = self._y(value)
        self._pen.line([(LEFT, y), (self._width - RIGHT, y)], fill=colour)
        self._write((LEFT + 4, y - LETTERS - 4), label, colour)

    def _write(self, place: tuple[float, float], text: str, colour: str = BLACK) -> None:
        self._pen.text(place, text, fill=colour, font=self._font)

    def _x(self, at: datetime) -> float:
        share = (at - self._start) / max(self._end - self._start, timedelta(seconds=1))
        return LEFT + share * (self._width - LEFT - RIGHT)

    def _y(self, value: float) -> float:
        return self._height - BOTTOM - value / self._top * (self._height - TOP - BOTTOM)
