"""The graph on the card, added by an edit after the text: values from CloudWatch for a chart that Slack draws.

Where Slack takes no charts yet, or a chart says less, CloudWatch draws it, and it is uploaded to Slack.

An error here costs the picture, never the alarm: a timer does it, with a few tries.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta

from app.alarms.decide.illustrated import with_image, with_points
from app.alarms.decide.incident import Incident
from app.alarms.keep.incidents import KEPT_DAYS
from app.alarms.keep.uploads import Uploads
from app.alarms.read.datapoints import Point
from app.alarms.read.regions import is_within
from app.alarms.show.chart import LEAST_POINTS
from app.alarms.show.graph import widget
from app.alarms.show.series import series
from app.aws.cloudwatch import CloudWatch
from app.base.errors import BellhopError, Later
from app.listeners.services import Services
from app.slack.client import Slack
from app.slack.messages.newer import CHART

STORM = "Slack has more than enough to show in a storm; pictures wait."
NOT_READY = "Slack is still working on the picture."
FILE_NAME = "graph.png"

# Slack needs some seconds to process a file; CloudWatch and Slack may be busy for minutes. After this it is too late.
GIVE_UP_AFTER = timedelta(minutes=20)

logger = logging.getLogger(__name__)


def attach(services: Services, key: str) -> None:
    """The timer with the key `<incident>:<asked at>`: draws what the incident shows, once per state."""
    incident_id, _, asked = key.rpartition(":")
    incident = services.processor.find(incident_id)
    if incident is None or incident.is_over or incident.image_of == incident.latest.changed_at:
        return
    services = services.seen_from(incident.latest.arn)
    if not is_within(incident.latest.arn, services.home):  # it would be drawn from our own metrics
        return
    if services.clock() - datetime.fromtimestamp(float(asked), UTC) > GIVE_UP_AFTER:
        logger.warning("no graph in time", extra={"incident": incident_id})
        return
    if services.digest_display.is_storm(target.place.channel for target in incident.targets if target.place):
        raise Later(STORM, wait=120)
    if _is_charted(incident, services):
        return
    try:
        uploads = Uploads(services.table, services.clock)
        image = _image(incident, uploads, services.slack, services.cloudwatch)
    except Later:
        raise
    except BellhopError as refused:
        logger.warning("no graph", extra={"incident": incident_id, "why": str(refused)})
        return
    at = incident.latest.changed_at
    services.processor.amend_incident(incident_id, lambda known: with_image(known, image, at))
    _delete_old(services.slack, services.clock() - timedelta(days=KEPT_DAYS))


def _is_charted(incident: Incident, services: Services) -> bool:
    """Whether Slack draws it, from values: then nothing is uploaded. What it takes is known once it has answered."""
    asked, at = series(incident.latest), incident.latest.changed_at
    if asked is None or not services.slack.takes(CHART):
        return False
    if incident.points_of != at:
        try:
            values = services.cloudwatch.values(asked.queries, asked.start, asked.end)
        except BellhopError as refused:
            if isinstance(refused, Later):
                raise
            logger.warning("no values for a chart", extra={"incident": incident.id, "why": str(refused)})
            return False
        points = tuple(Point(when, value) for when, value in values)
        if len(points) < LEAST_POINTS:
            return False
        services.processor.amend_incident(incident.id, lambda known: with_points(known, points, at))
    return services.slack.takes(CHART)


def _delete_old(slack: Slack, before: datetime) -> None:
    """A few graphs of incidents that the table has forgotten: nobody else would delete the files."""
    try:
        for file_id in slack.files.before(FILE_NAME, before):
            slack.files.delete(file_id)
    except BellhopError as problem:
        logger.warning("old graphs not deleted", extra={"why": str(problem)})


def _image(incident: Incident, uploads: Uploads, slack: Slack, cloudwatch: CloudWatch) -> str:
    """The picture's id in Slack, where it is uploaded once; raises Later until Slack can show it."""
    drawing = json.dumps(widget(incident.latest))
    image = uploads.once(
        f"graph-{incident.id}-{incident.latest.changed_at.isoformat()}",
        lambda: slack.files.upload(FILE_NAME, cloudwatch.draw(drawing)),
    )
    if not slack.files.is_ready(image):
        raise Later(NOT_READY, wait=2)
    return image
