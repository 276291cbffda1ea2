"""How long a mute lasts, as it was typed: `for 2h`, `until 6pm`, `until tomorrow 9:00 Berlin`. No IO.

The words for times are those of /scale.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from app.base.clock import whole_minute
from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.alarms.words import FOR, UNTIL
from app.listeners.help import Usage
from app.listeners.times.clock import looks_like_clock, read_clock
from app.listeners.times.moment import moment_of
from app.listeners.times.span import span_in
from app.slack.messages.text import duration, escape, moment, ticked

NOT_A_SPAN = "{words} is no duration. Write it as `for 30m`, `for 2h` or `for 3d`, or `until 18:00`."
HOW_LONG = "{words} is how long, not when. Type {span}, or `until 18:00`."
ENDS_ONCE = "A mute ends once. Name one day: `/alarms mute web-* until friday 18:00`."
TOO_SHORT, TOO_LONG = "A mute lasts at least one minute.", "CloudWatch mutes an alarm for 15 days at most."
OVER = "That time is over now, so nothing was muted. Send the command again."
USAGE = Usage("`/alarms mute web-* until 18:00`", "`/alarms help`")
FOR_SPAN, UNTIL_MOMENT, SHOWN = "for {span}", "until {moment}", " ({shown})"

MOST_WORDS = 12  # that a time has: `next monday at 6 pm in New York time`
LEAST, MOST = timedelta(minutes=1), timedelta(days=15)  # Schedule.Duration


@dataclass(frozen=True)
class Lasts:
    """For so many minutes from the yes on, or `until` then, whenever the yes comes.

    shown  `until` with its date, on clocks of the zone that counts, and what those do that day
    """

    minutes: int = 60
    until: datetime | None = None
    shown: str = ""

    def ends(self, now: datetime) -> datetime:
        """When a mute ends that begins now; raises Wrong where that is over."""
        if self.until and self.until <= now:
            raise Wrong(OVER)
        return self.until or whole_minute(now + timedelta(minutes=self.minutes))

    def words(self) -> str:
        """`for 2 hours`, or until when, mrkdwn."""
        if self.until:
            return UNTIL_MOMENT.format(moment=moment(self.until)) + self.on_clocks()
        return FOR_SPAN.format(span=duration(timedelta(minutes=self.minutes)))

    def on_clocks(self) -> str:
        """What follows the time that a mute ends, mrkdwn; '' for a duration."""
        return SHOWN.format(shown=escape(self.shown)) if self.shown else ""


USUAL = Lasts()


def read_lasts(said: str, zone: Callable[[], str], now: datetime) -> Lasts:
    """An hour if nothing is said; `zone` tells the person's time zone. Raises Wrong."""
    if not said:
        return USUAL
    first, *rest = said.split()
    if first.casefold() in UNTIL:
        return _until(rest, zone, now)
    span = span_in(" ".join(rest)) if first.casefold() == FOR else None
    if span is None:
        raise Wrong(NOT_A_SPAN.format(words=ticked(said)))
    _check(span)
    return Lasts(round(span.total_seconds() / 60))


def _until(words: list[str], zone: Callable[[], str], now: datetime) -> Lasts:
    said = " ".join(words)
    if span_in(said) is not None:
        raise Wrong(HOW_LONG.format(words=ticked(said), span=ticked(f"{FOR} {said}")))
    clock = read_clock(words, USAGE)
    if clock.days:
        raise Wrong(ENDS_ONCE)
    meant = moment_of(clock, zone(), now)
    _check(meant.at - now)
    return Lasts(until=meant.at, shown=meant.shown)


def _check(span: timedelta) -> None:
    if not LEAST <= span <= MOST:
        raise Wrong(TOO_SHORT if span < LEAST else TOO_LONG)


def with_preposition(words: str) -> str:
    """`web-* for 2h` of `web-* 2h`, `web-* until 6pm` of `web-* 6pm`; '' if neither a duration nor a time ends it."""
    said = words.split()
    for at in (len(said) - 1, len(said) - 2):
        if at > 0 and span_in(" ".join(said[at:])) is not None:
            return " ".join((*said[:at], FOR, *said[at:]))
    at = next((at for at in range(max(1, len(said) - MOST_WORDS), len(said)) if _is_time(said[at:])), 0)
    return " ".join((*said[:at], "until", *said[at:])) if at else ""


def _is_time(words: list[str]) -> bool:
    if not (looks_like_clock(words[0]) or looks_like_clock("".join(words[:2]))):  # `6 pm`
        return False
    try:
        return not read_clock(words, USAGE).days
    except Wrong:
        return False
