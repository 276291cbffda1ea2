"""Alarms through an incoming webhook, without a bot: a message for each change, without buttons that need answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.alarms.decide.history import change_of
from app.alarms.decide.incident import Incident, at_targets, needs_slack
from app.alarms.decide.showing import Showing
from app.alarms.decide.target import MessageId, Target
from app.alarms.read.transition import Notice
from app.alarms.show.card import ANYWHERE, card
from app.alarms.show.notice_card import notice_card
from app.base.values import dataclass
from app.slack.webhook import Webhook

WEBHOOK = "webhook"


@dataclass(frozen=True)
class WebhookDisplay:
    """Posts each incident's newest change once; the ts of the incident's place is the last one posted.

    A webhook names no message and has no history: if Slack's answer was lost, a change is posted twice.
    """

    webhook: Webhook
    digest_display: None = None

    def show(self, showing: Showing) -> None:
        incident = showing.incident
        if not incident.is_announced or not needs_slack(incident, incident.targets[0]):
            return
        told, place = change_of(incident.latest).name, incident.targets[0].place
        if place is None or place.ts != told:  # flapping too: the last message can't be edited
            self.webhook.post(card(incident, ANYWHERE, home=None))
        showing.reached(lambda known: _told(known, incident.revision, told))

    def show_notice(self, key: str, notice: Notice, targets: Sequence[Target]) -> None:
        self.webhook.post(notice_card(notice, folds=False))

    def channel_id(self, channel: str) -> str:
        return WEBHOOK

    def connect(self) -> None:
        self.webhook.reveal()


def _told(incident: Incident, revision: int, told: str) -> Incident:
    place = MessageId(WEBHOOK, told)
    return at_targets(incident, lambda target: replace(target, place=place, shown_revision=revision, thread=()))
