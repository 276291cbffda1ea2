"""Updates Slack to what the table says about an incident: a card for each target, then the lines of its thread.

Each message has its own key, so that a later try finds it and continues from there.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence
from functools import partial
from typing import Protocol

from app.alarms.decide.default_channel import sent_elsewhere
from app.alarms.decide.incident import Incident, needs_slack, said, shown, words_of
from app.alarms.decide.routing import MEANT_FOR
from app.alarms.decide.showing import Showing, at_target
from app.alarms.decide.target import MessageId, Target
from app.alarms.read.transition import Notice, Transition
from app.alarms.show.card import NAME_LIMIT, card
from app.alarms.show.details import details
from app.alarms.show.digest import DigestDisplay
from app.alarms.show.layout import inline
from app.alarms.show.notice_display import NoticeDisplay
from app.base.errors import Later
from app.base.values import dataclass
from app.config.home import Home
from app.slack.client import Slack
from app.slack.errors import CARD_LOST, EDIT_REFUSED, NOT_INVITED, NOT_THERE, NoSuchChannel, SlackError, Unanswered
from app.slack.messages.message import sentence
from app.slack.messages.newer import FOLDED
from app.slack.messages.text import escape
from app.slack.posting import Poster

STALE = (
    "Slack no longer lets Bellhop edit this card, so it is out of date: {name} is *{state}* now. "
    "A new card further down shows it from here on."
)

# If this many calls got no answer, it is Slack that hangs, not a channel: the function would be stopped midway.
MOST_SILENT = 3


class Board(Protocol):
    """What the alarm processor needs to show incidents: the bot's `Display`, or a `WebhookDisplay`."""

    @property
    def digest_display(self) -> DigestDisplay | None:
        """Shows storms; None if messages can't be edited."""

    def show(self, showing: Showing) -> None:
        """Update Slack to an incident; raises Later or SlackError after doing as much as possible."""

    def show_notice(self, key: str, notice: Notice, targets: Sequence[Target]) -> None: ...

    def channel_id(self, channel: str) -> str: ...

    def connect(self) -> None: ...


@dataclass(frozen=True)
class Display:
    """`channel` is the default channel, for everything that can't be shown elsewhere; at `home` buttons can act."""

    slack: Slack
    poster: Poster
    digest_display: DigestDisplay | None
    channel: str
    home: Home

    def show(self, showing: Showing) -> None:
        """Show an incident as it is, at each of its targets."""
        errors: dict[int, Later | SlackError] = {}
        while (position := _next(showing.incident, errors)) is not None:
            try:
                self._show(showing, position)
            except (Later, SlackError) as error:  # one channel's error, and the others don't need to wait for it
                errors[position] = error
                if sum(isinstance(each, Unanswered) for each in errors.values()) >= MOST_SILENT:
                    break
        if errors:
            raise _gravest(errors.values())

    def show_notice(self, key: str, notice: Notice, targets: Sequence[Target]) -> None:
        """Show anything else at its targets; raises Later or SlackError."""
        NoticeDisplay(self.slack, self.poster, self.channel).show(key, notice, targets)

    def channel_id(self, channel: str) -> str:
        """The id of a target's channel, '' being the default one; raises Later if there is none."""
        return self.slack.channel_id(channel or self.channel)

    def connect(self) -> None:
        """Open the connection to Slack, and ask for what the first card needs, before it comes."""
        self.slack.home()
        self.slack.channel_id(self.channel)
        self.slack.blocks.refused()

    def _show(self, showing: Showing, position: int) -> None:
        target = showing.incident.targets[position]
        try:
            return self._show_there(showing, position, self.channel_id(target.channel))
        except (SlackError, NoSuchChannel) as problem:
            if isinstance(problem, SlackError) and problem.code not in NOT_THERE:
                raise
            if not target.channel:
                raise Later(NOT_INVITED.format(channel=self.channel), wait=60) from problem
        # Better in the wrong channel than nowhere.
        note = MEANT_FOR.format(channel=escape(target.channel))
        showing.reached(lambda known: sent_elsewhere(known, position, note))
        return None

    def _show_there(self, showing: Showing, position: int, channel: str) -> None:
        """A card or a digest row; a card that is gone, or can't be edited, is replaced, once a revision."""
        key = showing.incident.card_key(position)
        self._let_in(showing, position, channel, key)
        target = showing.incident.targets[position]
        if target.digest:
            return self._show_in_digest(showing, position, channel)
        if not target.place:
            self._post(showing, position, channel, key)
        try:
            return self._show_at_its_place(showing, position, key)
        except SlackError as problem:
            place = showing.incident.targets[position].place
            if not place or not _is_lost(problem, place, channel):
                raise
            if problem.code in EDIT_REFUSED:
                self._say_that_it_is_stale(showing.incident.latest, place, key)
        self._replace(showing, position, MessageId(channel, place.ts), key)
        return self._show_at_its_place(showing, position, key)

    def _let_in(self, showing: Showing, position: int, channel: str, key: str) -> None:
        """Ask the gate of a channel that was unknown before; others were decided when the incident was written.

        A process that died may have posted its card so long ago that the gate has forgotten it.
        """
        target = showing.incident.targets[position]
        if self.digest_display and target.is_undecided:
            is_begun = self.poster.is_begun(key)
            digest = "" if is_begun else self.digest_display.digest_for(channel, showing.incident, position)
            showing.reached(lambda known: at_target(known, position, digest=digest, has_card=not digest))

    def _show_in_digest(self, showing: Showing, position: int, channel: str) -> None:
        incident = showing.incident
        target = incident.targets[position]
        assert self.digest_display is not None  # it is in a digest
        ts = self.digest_display.show(incident, target, channel)
        quiet = {"place": MessageId(channel, ts), "shown_revision": incident.revision, "thread": ()}
        showing.reached(lambda known: at_target(known, position, **quiet))

    def _post(self, showing: Showing, position: int, channel: str, key: str) -> None:
        incident = showing.incident
        message = card(incident, incident.targets[position], self.home)
        place = MessageId(channel, self.poster.post_once(key, channel, message))
        # A try that died may have posted an older card; only a card that can't have changed is certainly what is there.
        revision = incident.revision if incident.revision == 1 else 0
        showing.reached(lambda known: shown(known, position, revision, place))

    def _replace(self, showing: Showing, position: int, lost: MessageId, key: str) -> None:
        """Post what the card can't show any more. Its key names the revision, so that is what is there."""
        incident = showing.incident
        again = f"{key}-after-{lost.ts}-{incident.revision}"
        ts = self.poster.post_once(again, lost.channel, card(incident, incident.targets[position], self.home))
        showing.reached(lambda known: shown(known, position, incident.revision, MessageId(lost.channel, ts)))

    def _say_that_it_is_stale(self, alarm: Transition, place: MessageId, key: str) -> None:
        text = STALE.format(name=inline(alarm.name, NAME_LIMIT), state=alarm.new)
        self.poster.post_below(f"{key}-stale-{place.ts}", place.channel, place.ts, sentence(text))

    def _show_at_its_place(self, showing: Showing, position: int, key: str) -> None:
        """The card first, then what it has no room for, then the lines of its thread."""
        incident = showing.incident
        target = incident.targets[position]
        place = target.place
        assert place is not None  # it was just posted, or was known
        if target.shown_revision < incident.revision:
            self.slack.update(place.channel, place.ts, card(incident, target, self.home))
            showing.reached(lambda known: shown(known, position, incident.revision, place))
        if incident.is_over or not self.slack.takes(FOLDED):
            told = f"{key}-details-{place.ts}"
            self.poster.post_once(told, place.channel, details(incident), thread_ts=place.ts)
        for line in target.thread:
            if text := words_of(incident, line, self.poster.clock()):
                self.poster.post_once(f"{key}-{line.id}", place.channel, sentence(text), place.ts, line.in_channel)
            showing.reached(partial(said, position=position, line=line))


def _next(incident: Incident, errors: Container[int]) -> int | None:
    """The target to show next, without those that met an error."""
    if not incident.is_announced:
        return None
    targets = enumerate(incident.targets)
    return next((at for at, each in targets if at not in errors and needs_slack(incident, each)), None)


def _gravest(errors: Collection[Later | SlackError]) -> Later | SlackError:
    """The longest wait comes before permanent errors: until then Slack should not be called."""
    waits = [error for error in errors if isinstance(error, Later)]
    return max(waits, key=lambda error: error.wait) if waits else next(iter(errors))


def _is_lost(problem: SlackError, place: MessageId, channel: str) -> bool:
    """Whether a card that should be in the channel can no longer be edited: it or its channel is gone."""
    return problem.code in CARD_LOST or (problem.code in NOT_THERE and place.channel != channel)
