"""What comes onto a card by an edit, seconds after its words: a graph, a chart's values, a way back. No IO here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.alarms.decide.incident import Incident, revised
from app.alarms.decide.way_back import StillSet
from app.alarms.read.datapoints import Point


def with_image(incident: Incident, image: str, of: datetime) -> Incident:
    """With the graph of that time's state."""
    return incident if incident.image == image else revised(replace(incident, image=image, image_of=of))


def with_points(incident: Incident, points: tuple[Point, ...], of: datetime) -> Incident:
    """With the values that led to that time's state."""
    return incident if incident.points_of == of else revised(replace(incident, points=points, points_of=of))


def with_way_back(incident: Incident, way_back: StillSet | None) -> Incident:
    return incident if incident.way_back == way_back else revised(replace(incident, way_back=way_back))
