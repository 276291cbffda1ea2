"""The timer of *Export*: an incident's page goes into its card's thread, as a file or, without the scope, as text."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from app.alarms.decide.incident import Incident
from app.alarms.decide.target import MessageId
from app.alarms.keep.uploads import Uploads
from app.alarms.show.timeline import ChangeOutcome, Known, markdown
from app.base.errors import Later
from app.base.metrics import Metric
from app.commands.scale.change_log import Changes
from app.commands.scale.log import RESULTS
from app.commands.scale.logged_change import Change
from app.listeners.services import Services
from app.slack.errors import LacksScope, SlackError
from app.slack.messages.message import sentence
from app.slack.messages.text import escape, preformatted

FILE_NAME = "incident-{began:%Y-%m-%d-%H%M}.md"
# What a section takes once it is escaped and stands in a code block.
PART_LIMIT, LINE_LIMIT = 2900, 560

logger = logging.getLogger(__name__)


def export(services: Services, key: str) -> None:
    """The timer; of an incident that is forgotten there is nothing to tell."""
    incident_id, channel, ts, mark = key.split(":")
    incident = services.processor.find(incident_id)
    if incident is None:
        logger.warning("nothing to export", extra={"incident": incident_id})
        return
    page = markdown(incident, _known(incident, services))
    name = FILE_NAME.format(began=incident.began_at)
    with services.leases.hold(f"export-{mark}"):  # the queue may give a timer to two at once
        try:
            _share(f"export-{mark}", name, page.encode(), channel, ts, services)
        except (LacksScope, SlackError) as refused:
            facts = {"incident": incident_id, "why": str(refused)}
            logger.warning("no file, so the page is text", extra=facts)
            for number, part in enumerate(parts(page)):
                told = sentence(preformatted(part))
                if not services.poster.post_below(f"export-{mark}-{number}", channel, ts, told):
                    logger.warning("result not told", extra={**facts, "metrics": {Metric.NOT_TOLD: 1}})
                    break


def _share(key: str, name: str, data: bytes, channel: str, ts: str, services: Services) -> None:
    """Once: the file is known before it is shared, so whoever tries again can ask Slack whether it was."""
    uploads, slack = Uploads(services.table, services.clock), services.slack
    was_sent = uploads.knows(key)
    file_id = uploads.once(key, lambda: slack.files.send(name, data))
    if not (was_sent and slack.files.is_shared(file_id)):
        slack.files.share(file_id, name, channel, ts)


def outcomes_of(incident: Incident, changes: Changes) -> dict[str, ChangeOutcome]:
    """What came of the changes of groups among its responses, by the response's id."""
    found = {each.id: changes.find(each.id) for each in incident.responses if each.id}
    return {key: _outcome(change) for key, change in found.items() if change}


def _outcome(change: Change) -> ChangeOutcome:
    failures = tuple((each.at, each.words) for each in change.failures)
    return ChangeOutcome(RESULTS[change.result], change.group, change.outlook.lines, change.came, failures)


def parts(page: str) -> Iterator[str]:
    """The page's lines in messages of their own, each as long as Slack takes; a longer line goes on in the next one."""
    part, size = list[str](), 0
    for line in page.splitlines():
        for start in range(0, max(1, len(line)), LINE_LIMIT):
            piece = line[start : start + LINE_LIMIT]
            length = len(escape(piece)) + 1
            if size + length > PART_LIMIT:
                yield "\n".join(part)
                part, size = [], 0
            part.append(piece)
            size += length
    yield "\n".join(part)


def _known(incident: Incident, services: Services) -> Known:
    def link(place: MessageId) -> str:
        try:
            return services.slack.home().link(place.channel, place.ts)
        except (SlackError, Later):
            return ""

    changes = Changes(services.table, services.clock)
    return Known(
        outcomes_of(incident, changes),
        name_of=lambda user_id: services.slack.names.name_of(user_id) or user_id,
        link=link,
    )
