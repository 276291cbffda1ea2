"""Shows a notice where its routes send it; what is about the same thing stands in the thread of the first message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.alarms.decide.routing import MEANT_FOR
from app.alarms.decide.target import Target
from app.alarms.keep.notice_places import NoticePlaces
from app.alarms.read.severity import gravity
from app.alarms.read.transition import Notice
from app.alarms.show.notice_card import notice_card
from app.base.errors import Later
from app.base.values import dataclass
from app.slack.client import Slack
from app.slack.errors import NOT_INVITED, NOT_THERE, NoSuchChannel, SlackError
from app.slack.messages.text import escape
from app.slack.posting import Poster


@dataclass(frozen=True)
class NoticeDisplay:
    """`channel` is the default channel, for everything that can't be shown elsewhere."""

    slack: Slack
    poster: Poster
    channel: str

    def show(self, key: str, notice: Notice, targets: Sequence[Target]) -> None:
        """At each of its targets; raises Later or SlackError after doing as much as possible."""
        errors: list[Later | SlackError] = []
        for target in targets:
            try:
                self._show_at(key, notice, target)
            except (Later, SlackError) as error:
                errors.append(error)
        if errors:
            raise next((each for each in errors if isinstance(each, Later)), errors[0])

    def _show_at(self, key: str, notice: Notice, target: Target) -> None:
        try:
            return self._show(key, notice, target, self.slack.channel_id(target.channel or self.channel))
        except (SlackError, NoSuchChannel) as problem:
            if isinstance(problem, SlackError) and problem.code not in NOT_THERE:
                raise
            if not target.channel:  # not the record's fault: it waits until somebody invites the bot
                raise Later(NOT_INVITED.format(channel=self.channel), wait=60) from problem
        # Better in the wrong channel than nowhere.
        note = "\n".join(filter(None, (target.note, MEANT_FOR.format(channel=escape(target.channel)))))
        return self._show_at(f"{key}-{target.channel}", notice, replace(target, channel="", note=note))

    def _show(self, key: str, notice: Notice, target: Target, channel: str) -> None:
        """In the thread of what it belongs to, unless it is graver: nobody hears a thread."""
        own = f"notice-{key}-{target.channel}" if target.channel else f"notice-{key}"
        if not notice.about:
            self.poster.post_once(own, channel, notice_card(notice, target))
            return
        places, weight = NoticePlaces(self.poster.table, self.poster.clock), gravity(notice.severity, notice.result)
        place = None if self.poster.is_begun(own) else places.place_of(notice.about, channel, weight)
        if place and self.poster.post_below(f"{own}-below", place.channel, place.ts, notice_card(notice)):
            return
        places.keep(notice.about, channel, self.poster.post_once(own, channel, notice_card(notice, target)), weight)
